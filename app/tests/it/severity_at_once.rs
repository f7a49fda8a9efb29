//! Two who change at once how severe an incident is: the second finds it as the first left it.

use ryugaku_kernel::Role;
use serde_json::json;

use crate::both;

/// Often enough for both to read before either writes.
const ROUNDS: usize = 8;

both! {
    /// What the policy asks for anew is said to who has changed it, and to nobody else.
    async fn one_of_two_has_changed_it(app: TestApp) {
        let (aoki, mori) = (app.person("青木 澄", Role::Member).await, app.person("森 葵", Role::Member).await);
        for round in 1..=ROUNDS {
            let new = json!({"title": "決済が止まる", "severity": "sev3"});
            app.api(&aoki, "POST", "/api/v1/incidents", new).await.expect(201);
            let at = format!("/api/v1/incidents/INC-{round}");
            let (one, other) = tokio::join!(
                app.api(&aoki, "PATCH", &at, json!({"severity": "sev1"})),
                app.api(&mori, "PATCH", &at, json!({"severity": "sev1"})),
            );
            let asks = [one, other].map(|reply| reply.expect(200).json()["asks"].is_array());
            assert_eq!(asks.iter().filter(|asks| **asks).count(), 1, "round {round}");
        }
    }

    /// Taking it back leads to where the first left it.
    async fn the_second_takes_back_their_own(app: TestApp) {
        let (aoki, mori) = (app.person("青木 澄", Role::Member).await, app.person("森 葵", Role::Member).await);
        for round in 1..=ROUNDS {
            let new = json!({"title": "決済が止まる", "severity": "sev3"});
            app.api(&aoki, "POST", "/api/v1/incidents", new).await.expect(201);
            let at = format!("/incidents/INC-{round}/severity");
            let (one, other) = tokio::join!(
                app.post_form(&aoki, &at, &[("severity", "sev1")]),
                app.post_form(&mori, &at, &[("severity", "sev1")]),
            );
            let mut statuses = [one.status, other.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [303, 409], "round {round}: one of them has changed nothing");
        }
    }
}
