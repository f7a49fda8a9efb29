//! Who is there, and what they run.

use ryugaku_kernel::{Lang, Role};

use crate::people::TeamKind;

/// A text in both languages; the organisation's language chooses.
#[derive(Clone, Copy, Debug)]
pub struct Both(pub &'static str, pub &'static str);

impl Both {
    pub fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Ja => self.0,
            Lang::En => self.1,
        }
    }
}

pub struct TeamCast {
    pub slug: &'static str,
    pub name: Both,
    pub kind: TeamKind,
    pub about: Both,
    pub people: &'static [PersonCast],
    pub products: &'static [ProductCast],
}

pub struct PersonCast {
    /// Of the address: `saeki` is `saeki@example.com`.
    pub login: &'static str,
    pub name: Both,
    pub role: Role,
}

pub struct ProductCast {
    pub slug: &'static str,
    pub name: Both,
    pub about: Both,
    pub services: &'static [ServiceCast],
}

pub struct ServiceCast {
    pub slug: &'static str,
    pub about: Both,
}

const fn person(login: &'static str, ja: &'static str, en: &'static str, role: Role) -> PersonCast {
    PersonCast { login, name: Both(ja, en), role }
}

const fn service(slug: &'static str, ja: &'static str, en: &'static str) -> ServiceCast {
    ServiceCast { slug, about: Both(ja, en) }
}

pub static CAST: &[TeamCast] = &[
    TeamCast {
        slug: "sre",
        name: Both("SRE", "SRE"),
        kind: TeamKind::Sre,
        about: Both(
            "プロダクトの各チームと、信頼性をいっしょに運用する",
            "Runs reliability together with the product teams",
        ),
        people: &[
            person("saeki", "佐伯 真", "Saeki Makoto", Role::Admin),
            person("kubota", "久保田 翠", "Kubota Midori", Role::Member),
            person("nanjo", "南條 航", "Nanjo Wataru", Role::Member),
            person("hirai", "平井 灯", "Hirai Akari", Role::Member),
        ],
        products: &[ProductCast {
            slug: "platform",
            name: Both("共通基盤", "Platform"),
            about: Both("入口、認証、ログ、監視", "Ingress, authentication, logs, monitoring"),
            services: &[
                service("edge-gateway", "すべての要求の入口", "Where every request comes in"),
                service("log-pipeline", "ログを集めて索引を作る", "Collects logs and indexes them"),
            ],
        }],
    },
    TeamCast {
        slug: "payments",
        name: Both("プロダクトA 決済", "Product A Payments"),
        kind: TeamKind::Product,
        about: Both("注文の支払いとポイント", "Paying for orders, and points"),
        people: &[
            person("mizuno", "水野 遥", "Mizuno Haruka", Role::Member),
            person("okawa", "大川 理", "Okawa Osamu", Role::Member),
            person("fujisaki", "藤崎 涼", "Fujisaki Ryo", Role::Member),
            person("tamura", "田村 環", "Tamura Tamaki", Role::Member),
        ],
        products: &[ProductCast {
            slug: "checkout",
            name: Both("決済", "Checkout"),
            about: Both("カートから支払い完了まで", "From the cart to the paid order"),
            services: &[
                service("checkout-api", "注文を確定する", "Confirms orders"),
                service("payment-gateway", "カード会社と話す", "Talks to the card companies"),
                service("payment-result-notifier", "支払いの結果を非同期に知らせる", "Tells the results of payments"),
                service("points-batch", "夜のうちにポイントを付ける", "Grants points overnight"),
            ],
        }],
    },
    TeamCast {
        slug: "search",
        name: Both("プロダクトB 検索", "Product B Search"),
        kind: TeamKind::Product,
        about: Both("商品を見つけてもらう", "Helps people find products"),
        people: &[
            person("aoki", "青木 澄", "Aoki Sumi", Role::Member),
            person("morita", "森田 岳", "Morita Gaku", Role::Member),
            person("ishii", "石井 栞", "Ishii Shiori", Role::Member),
        ],
        products: &[ProductCast {
            slug: "search",
            name: Both("検索と推薦", "Search and recommendations"),
            about: Both("検索結果とおすすめ", "Results and recommendations"),
            services: &[
                service("search-api", "検索に答える", "Answers searches"),
                service("search-indexer", "索引を 10分ごとに作り直す", "Rebuilds the index every 10 minutes"),
                service("recommend-api", "おすすめを返す", "Returns recommendations"),
            ],
        }],
    },
    TeamCast {
        slug: "accounts",
        name: Both("プロダクトC 会員", "Product C Accounts"),
        kind: TeamKind::Product,
        about: Both("会員登録とお知らせ", "Members and their notifications"),
        people: &[
            person("onodera", "小野寺 匠", "Onodera Takumi", Role::Member),
            person("hayami", "速水 凪", "Hayami Nagi", Role::Member),
            person("kitano", "北野 光", "Kitano Hikaru", Role::Member),
        ],
        products: &[ProductCast {
            slug: "accounts",
            name: Both("会員", "Accounts"),
            about: Both("登録、ログイン、通知", "Registration, sign-in, notifications"),
            services: &[
                service("account-api", "会員の情報", "Members' data"),
                service("session-store", "ログインの状態", "Who is signed in"),
                service("mail-sender", "メールを送る", "Sends mail"),
            ],
        }],
    },
    TeamCast {
        slug: "delivery",
        name: Both("プロダクトD 配送", "Product D Delivery"),
        kind: TeamKind::Product,
        about: Both("倉庫から玄関まで", "From the warehouse to the door"),
        people: &[
            person("sakai", "酒井 陸", "Sakai Riku", Role::Member),
            person("noguchi", "野口 碧", "Noguchi Aoi", Role::Member),
            person("yajima", "矢島 直", "Yajima Nao", Role::Member),
        ],
        products: &[ProductCast {
            slug: "delivery",
            name: Both("配送", "Delivery"),
            about: Both("出荷と追跡", "Shipping and tracking"),
            services: &[
                service("shipping-api", "出荷を手配する", "Arranges shipments"),
                service("tracking-api", "いまどこにあるかを答える", "Answers where a parcel is"),
                service("stock-sync", "在庫を倉庫と合わせる", "Keeps stock in step with the warehouse"),
            ],
        }],
    },
];
