event-unworded = 記録: { $kind }
event-team-founded = { $thing } を作った
event-team-changed = { $thing } を変えた
event-team-archived = { $thing } をしまった
event-team-restored = { $thing } を元に戻した
event-text-redacted = { $thing } について書いたことばを消した (台帳 { $position }番)
event-person-added = { $thing } がメンバーに加わった
event-person-changed = { $thing } の登録を変えた
event-person-moved = { $thing } の所属が { $team } になった({ $from_day } から)
event-person-left_team = { $thing } が { $team } を離れた({ $from_day } から)
event-person-deactivated = { $thing } が組織を離れた
event-person-reactivated = { $thing } が組織に戻った
event-people-imported = CSV で { $added }人を加え、{ $changed }人を変えた
event-organisation-changed = 組織の設定を変えた
event-product-added = プロダクト { $thing } を加えた({ $team })
event-product-changed = プロダクト { $thing } の説明を変えた
event-product-moved = プロダクト { $thing } の持ち主が { $team } になった
event-product-archived = プロダクト { $thing } をしまった
event-product-restored = プロダクト { $thing } を戻した
event-service-added = サービス { $thing } を { $product } に加えた
event-service-changed = サービス { $thing } の説明を変えた
event-service-moved = サービス { $thing } を { $product } に移した
event-service-archived = サービス { $thing } をしまった
event-service-restored = サービス { $thing } を戻した
event-sre-written = { $thing } を書いた({ $language ->
    [ja] 日本語
   *[en] 英語
})
