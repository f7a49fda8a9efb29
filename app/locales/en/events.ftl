event-unworded = Recorded: { $kind }
event-team-founded = Founded { $thing }
event-team-changed = Changed { $thing }
event-team-archived = Archived { $thing }
event-team-restored = Took { $thing } back out of the archive
event-text-redacted = Took away words about { $thing } (ledger { $position })
event-person-added = { $thing } joined
event-person-changed = Changed the entry of { $thing }
event-person-moved = { $thing } moved to { $team } from { $from_day }
event-person-left_team = { $thing } left { $team } from { $from_day }
event-person-deactivated = { $thing } left the organisation
event-person-reactivated = { $thing } came back
event-people-imported = Added { $added } people and changed { $changed } from CSV
event-organisation-changed = Changed the organisation’s settings
event-product-added = Added product { $thing } of { $team }
event-product-changed = Changed product { $thing }
event-product-moved = { $team } now owns product { $thing }
event-product-archived = Archived product { $thing }
event-product-restored = Took product { $thing } back out
event-service-added = Added service { $thing } to { $product }
event-service-changed = Changed service { $thing }
event-service-moved = Moved service { $thing } to { $product }
event-service-archived = Archived service { $thing }
event-service-restored = Took service { $thing } back out
event-sre-written = Wrote { $thing } ({ $language ->
    [ja] Japanese
   *[en] English
})
