event-unworded = Recorded: { $kind }
event-team-founded = Founded { $thing }
event-team-changed = Changed { $thing }
event-team-archived = Archived { $thing }
event-team-restored = Took { $thing } back out of the archive
event-text-redacted = Took away words about { $thing } (ledger { $position })
