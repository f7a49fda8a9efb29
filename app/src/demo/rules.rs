//! The alert rules of the example organisation: how often each fires, how long, and what tends to come of it.

use super::Both;

pub struct Rule {
    pub service: &'static str,
    pub name: &'static str,
    /// The label `severity`.
    pub severity: &'static str,
    pub summary: Both,
    /// Firings a week, on average.
    pub weekly: f64,
    /// Minutes until it clears, the middle of a wide spread.
    pub minutes: f64,
    /// One firing in so many becomes an incident; 0 for never.
    pub incident_in: u64,
    pub title: Both,
}

const fn rule(
    service: &'static str,
    name: &'static str,
    severity: &'static str,
    summary: Both,
    rate: (f64, f64, u64),
    title: Both,
) -> Rule {
    Rule { service, name, severity, summary, weekly: rate.0, minutes: rate.1, incident_in: rate.2, title }
}

pub static RULES: &[Rule] = &[
    rule(
        "checkout-api",
        "HighErrorRate",
        "critical",
        Both("5xx が 5% を超えている", "5xx above 5%"),
        (0.9, 22.0, 3),
        Both("決済 API で 5xx が増え、注文の一部が失敗", "Checkout API 5xx: some orders fail"),
    ),
    rule(
        "payment-gateway",
        "LatencyP99High",
        "warning",
        Both("p99 が 2秒を超えている", "p99 above 2 s"),
        (2.1, 14.0, 9),
        Both("カード会社への応答待ちで決済が遅い", "Payments slow: waiting for the card company"),
    ),
    rule(
        "payment-result-notifier",
        "QueueGrowing",
        "warning",
        Both("未処理が 1,000件を超えている", "More than 1,000 waiting"),
        (1.4, 31.0, 8),
        Both("支払い結果の通知がたまっている", "Payment results pile up"),
    ),
    rule(
        "points-batch",
        "DiskFillingUp",
        "warning",
        Both("あと 4時間でいっぱいになる", "Full in four hours"),
        (3.2, 9.0, 0),
        Both("ポイント付与が朝までに終わらない", "Points are not granted by morning"),
    ),
    rule(
        "search-api",
        "LatencyP99High",
        "warning",
        Both("p99 が 800ms を超えている", "p99 above 800 ms"),
        (4.8, 6.0, 30),
        Both("検索が遅く、離脱が増えている", "Search is slow and people leave"),
    ),
    rule(
        "search-indexer",
        "IndexStale",
        "warning",
        Both("索引が 25分古い", "The index is 25 minutes old"),
        (1.1, 40.0, 4),
        Both("検索結果が古い", "Search results are old"),
    ),
    rule(
        "recommend-api",
        "CacheMissRatioHigh",
        "info",
        Both("キャッシュに当たらない割合が 40%", "Cache misses at 40%"),
        (5.5, 7.0, 0),
        Both("おすすめが出ない", "No recommendations"),
    ),
    rule(
        "account-api",
        "HighErrorRate",
        "critical",
        Both("5xx が 2% を超えている", "5xx above 2%"),
        (0.5, 18.0, 2),
        Both("会員登録とログインの一部が失敗", "Some registrations and sign-ins fail"),
    ),
    rule(
        "session-store",
        "ReplicationLag",
        "warning",
        Both("複製が 30秒遅れている", "Replica 30 s behind"),
        (1.8, 5.0, 25),
        Both("ログインしても未ログインと表示される", "Signed-in people appear signed out"),
    ),
    rule(
        "mail-sender",
        "DeliveryFailing",
        "warning",
        Both("送れないメールが 3%", "3% of mail is not delivered"),
        (0.8, 55.0, 6),
        Both("確認メールが届かない", "Confirmation mail does not arrive"),
    ),
    rule(
        "shipping-api",
        "DependencyTimeout",
        "critical",
        Both("倉庫側の応答が 10秒を超えている", "The warehouse takes over 10 s"),
        (0.7, 35.0, 3),
        Both("出荷の手配が止まっている", "Shipments cannot be arranged"),
    ),
    rule(
        "tracking-api",
        "HighErrorRate",
        "warning",
        Both("5xx が 5% を超えている", "5xx above 5%"),
        (1.0, 12.0, 12),
        Both("荷物の追跡が開けない", "Tracking does not open"),
    ),
    rule(
        "stock-sync",
        "SyncBehind",
        "warning",
        Both("在庫の同期が 15分遅れている", "Stock is 15 minutes behind"),
        (2.4, 20.0, 14),
        Both("在庫のない商品が買えてしまう", "Products without stock can be bought"),
    ),
    rule(
        "edge-gateway",
        "CertificateExpiresSoon",
        "warning",
        Both("証明書があと 10日で切れる", "A certificate expires in 10 days"),
        (0.1, 240.0, 0),
        Both("証明書が切れた", "A certificate has expired"),
    ),
    rule(
        "log-pipeline",
        "IngestBehind",
        "info",
        Both("取り込みが 5分遅れている", "Ingest 5 minutes behind"),
        (2.9, 11.0, 40),
        Both("ログが見えない", "Logs cannot be seen"),
    ),
];

/// What stakeholders hear once the cause is known.
pub const UPDATE: Both = Both(
    "原因がわかり、直している。注文の再送は要らない。次の報告は 30分後",
    "We know the cause and are repairing it. Nobody needs to place an order again. The next update follows in 30 minutes",
);

/// What is written while an incident is worked on, in order.
pub static NOTES: &[Both] = &[
    Both("直前の反映を確かめている。差分は設定だけ", "Looking at the last deploy. Only settings changed"),
    Both("依存先の応答が遅い。こちらの再試行が重なっている", "A dependency is slow, and our retries pile up on it"),
    Both("接続数の上限に当たっている。上限は 20 になっている", "The connection limit is reached. The limit is 20"),
    Both("前の版に戻した。数字は下がりはじめている", "Rolled back. The numbers begin to fall"),
    Both("待ち行列が 1,840 から 60 に減った", "The queue fell from 1,840 to 60"),
    Both("15分のあいだ再発なし。様子見に移る", "Nothing for 15 minutes. Watching now"),
];

/// What is left to be done afterwards.
pub static FOLLOW_UPS: &[Both] = &[
    Both("接続数の上限を CI で確かめる", "Check the connection limit in CI"),
    Both("再試行に上限を付ける", "Cap the retries"),
    Both("手順書の 1行目に、戻し方を書く", "Write how to roll back into the runbook’s first line"),
    Both("しきい値を 60秒から 180秒にする", "Raise the threshold from 60 s to 180 s"),
    Both("失敗した注文を突き合わせる", "Reconcile the failed orders"),
    Both("証明書の更新を自動にする", "Renew certificates automatically"),
    Both("依存先が遅いときに、早く諦める", "Give up sooner when a dependency is slow"),
    Both("待ち行列の長さを画面に出す", "Show the queue’s length on the board"),
];
