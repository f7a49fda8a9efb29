event-unworded = 記録: { $kind }
event-team-founded = { $thing } を作った
event-team-changed = { $thing } を変えた
event-team-archived = { $thing } をしまった
event-team-restored = { $thing } を元に戻した
event-text-redacted = { $thing } について書いたことばを消した (台帳 { $position }番)
