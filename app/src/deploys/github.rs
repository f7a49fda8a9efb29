//! GitHub's `deployment_status` webhook, as far as it says what was deployed. What it says of builds under way is no deploy.

use ryugaku_kernel::Time;
use serde::Deserialize;

use super::NewDeploy;

#[derive(Debug, Deserialize)]
pub struct DeploymentStatus {
    deployment_status: State,
    deployment: Deployment,
    repository: Repository,
}

#[derive(Debug, Deserialize)]
struct State {
    state: String,
    target_url: Option<String>,
    created_at: Option<Time>,
}

#[derive(Debug, Deserialize)]
struct Deployment {
    id: i64,
    sha: String,
    #[serde(rename = "ref")]
    reference: String,
    environment: Option<String>,
    creator: Option<Creator>,
}

#[derive(Debug, Deserialize)]
struct Creator {
    login: String,
}

#[derive(Debug, Deserialize)]
struct Repository {
    name: String,
}

impl DeploymentStatus {
    /// Nothing until it has succeeded. The service is the one of this name, or the one called as the repository is.
    pub fn deploy(self, service: Option<&str>) -> Option<NewDeploy> {
        let Self { deployment_status: state, deployment, repository } = self;
        (state.state == "success").then(|| NewDeploy {
            service: Some(service.map_or(repository.name, str::to_owned)),
            product: None,
            version: deployment.reference,
            environment: deployment.environment,
            revision: Some(deployment.sha),
            url: state.target_url,
            who: deployment.creator.map(|creator| creator.login),
            at: state.created_at,
            id: Some(format!("github-{}", deployment.id)),
        })
    }
}
