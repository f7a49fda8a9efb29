//! The command line: `serve`, and the same verbs as the pages have, sent to the running server.
//!
//! Exit codes: 0 done, 1 failed, 2 wrong use.

use std::panic;
use std::process::{self, ExitCode};

use anyhow::Result;
use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::client::{Client, ClientFlags};
use crate::config::{Config, Flags};
use crate::{
    alert_rules, alerts, backlog, catalog, deploys, diary, drills, exchange, feedback, figures, import, incidents,
    intake, learnings, market, me, needs, notices, notify, organisation, people, plan, postmortems, programme,
    questions, receivers, record, routing, serve, severity_policy, sign_in, silences, status_page, work,
};

#[derive(Parser)]
#[command(name = "ryugaku", version, about = "One SRE team and several product teams run reliability together")]
struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(flatten)]
    client: ClientFlags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve everything on one port
    Serve(serve::ServeFlags),
    /// Teams
    #[command(subcommand)]
    Team(people::command::TeamCommand),
    /// Alerts
    #[command(subcommand)]
    Alert(alerts::command::AlertCommand),
    /// What receivers were told of alerts
    #[command(subcommand)]
    Notice(notices::command::NoticeCommand),
    /// Who hears of which alert: routes, in versions
    #[command(subcommand)]
    Routing(routing::command::RoutingCommand),
    /// Questions of rules that ask before they open an incident
    #[command(subcommand)]
    Question(questions::command::QuestionCommand),
    /// Receivers, which routes name, and how each is reached
    #[command(subcommand)]
    Receiver(receivers::command::ReceiverCommand),
    /// Rules for alerts, as Prometheus' files name them
    #[command(subcommand)]
    AlertRule(alert_rules::command::AlertRuleCommand),
    /// Sources of alerts
    #[command(subcommand)]
    Integration(intake::command::IntegrationCommand),
    /// Deploys: what was put where, and when
    #[command(subcommand)]
    Deploy(deploys::command::DeployCommand),
    /// People
    #[command(subcommand)]
    Person(people::person_command::PersonCommand),
    /// Products
    #[command(subcommand)]
    Product(catalog::command::ProductCommand),
    /// Services
    #[command(subcommand)]
    Service(catalog::command::ServiceCommand),
    /// The SRE team's page
    #[command(subcommand)]
    Sre(programme::command::SreCommand),
    /// What is planned in an exchange
    #[command(subcommand)]
    Plan(plan::command::PlanCommand),
    /// The programme: what has grown over the years, and the days that were recorded
    Programme(programme::programme_command::ProgrammeFlags),
    /// Product SREs
    #[command(subcommand)]
    ProductSre(programme::product_sre::command::ProductSreCommand),
    /// Take what files hold: people.csv, calendars as your own, Alertmanager's configuration, Prometheus' rules, past
    /// post-mortems
    Import(import::ImportFlags),
    /// Silences
    #[command(subcommand)]
    Silence(silences::command::SilenceCommand),
    /// Maintenance windows
    #[command(subcommand)]
    Maintenance(silences::command::MaintenanceCommand),
    /// Incidents
    #[command(subcommand)]
    Incident(incidents::command::IncidentCommand),
    /// Post-mortems of incidents
    #[command(subcommand)]
    Postmortem(postmortems::command::PostmortemCommand),
    /// Drills: scenarios, the clock, the debrief
    #[command(subcommand)]
    Drill(drills::command::DrillCommand),
    /// Incidents by month and team: counts, what came in time, how long things took
    Figures(figures::command::FiguresFlags),
    /// What each severity asks for: roles, status updates, who must know, in versions
    #[command(subcommand)]
    SeverityPolicy(severity_policy::command::SeverityPolicyCommand),
    /// The status page: what others are told
    #[command(subcommand)]
    StatusPage(status_page::command::StatusPageCommand),
    /// Reliability tasks
    #[command(subcommand)]
    Task(backlog::command::TaskCommand),
    /// What teams need from SRE
    #[command(subcommand)]
    Need(needs::command::NeedCommand),
    /// Discussions about SRE
    #[command(subcommand)]
    Discussion(needs::discussion_command::DiscussionCommand),
    /// Feedback on an exchange; needs a token of your own, made in a session of your own
    #[command(subcommand)]
    Feedback(feedback::command::FeedbackCommand),
    /// Exchanges (社内留学)
    #[command(subcommand)]
    Exchange(exchange::command::ExchangeCommand),
    /// The diary of an exchange
    #[command(subcommand)]
    Diary(diary::command::DiaryCommand),
    /// Offers of teams to host somebody
    #[command(subcommand)]
    Offer(market::command::OfferCommand),
    /// Wishes to learn with another team
    #[command(subcommand)]
    Wish(market::command::WishCommand),
    /// Offers and wishes that fit each other
    #[command(subcommand)]
    Match(market::command::MatchCommand),
    /// What an exchange begins from
    #[command(subcommand)]
    ExchangeTemplate(market::command::TemplateCommand),
    /// How much of the exchange there may be at once
    #[command(subcommand)]
    ExchangeLimit(market::limits_command::LimitCommand),
    /// Learnings
    #[command(subcommand)]
    Learning(learnings::command::LearningCommand),
    /// API tokens
    #[command(subcommand)]
    Token(sign_in::command::TokenCommand),
    /// A one-time link that signs somebody in
    SignInLink(sign_in::command::LinkFlags),
    /// Yourself: settings, password, sessions
    #[command(subcommand)]
    Me(me::command::MeCommand),
    /// Work after the commit
    #[command(subcommand)]
    Job(work::command::JobCommand),
    /// Outgoing webhooks
    #[command(subcommand)]
    Webhook(notify::command::WebhookCommand),
    /// The ledger: what happened, oldest first
    Events(record::command::EventsCommand),
    /// Name, language, zone, holidays and fiscal year of the organisation
    #[command(subcommand)]
    Organisation(organisation::command::OrganisationCommand),
}

impl Command {
    /// Whether it is one of those that an organisation begins with. The others look for a database, and make none where the
    /// data folder was mistyped.
    fn may_begin(&self) -> bool {
        match self {
            Self::Serve(_) | Self::Import(_) => true,
            Self::Organisation(command) => matches!(command, organisation::command::OrganisationCommand::Set { .. }),
            Self::Team(command) => matches!(command, people::command::TeamCommand::Found { .. }),
            Self::Token(command) => matches!(command, sign_in::command::TokenCommand::Create { .. }),
            _ => false,
        }
    }
}

pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(cli.run()),
        Err(error) => Err(error.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ryugaku: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// `ryugaku … | head`: `println!` panics once nobody reads on, and that is no fault.
fn end_with_the_pipe() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let said = info.payload_as_str().unwrap_or_default();
        if said.starts_with("failed printing to stdout") {
            let closed = said.contains("Broken pipe");
            if !closed {
                eprintln!("ryugaku: {said}");
            }
            process::exit(i32::from(!closed));
        }
        usual(info);
    }));
}

impl Cli {
    async fn run(mut self) -> Result<()> {
        let serving = matches!(self.command, Command::Serve(_));
        // The command line prints answers; only what goes wrong is logged beside them.
        let filter = EnvFilter::try_from_env("RYUGAKU_LOG")
            .unwrap_or_else(|_| EnvFilter::new(if serving { "info,sqlx=warn" } else { "error" }));
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
        if !serving {
            end_with_the_pipe();
        }
        let config = Config::load(&self.flags)?;
        self.client.may_begin = self.command.may_begin();
        match self.command {
            Command::Serve(flags) => serve::run(config, flags).await,
            Command::Job(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Webhook(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Events(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Team(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Notice(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Alert(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Routing(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Receiver(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::AlertRule(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Integration(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Question(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Deploy(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Person(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Product(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Service(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Sre(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Plan(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Programme(flags) => flags.run(&Client::open(&config, &self.client).await?).await,
            Command::ProductSre(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Import(flags) => flags.run(&Client::open(&config, &self.client).await?).await,
            Command::SeverityPolicy(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Figures(flags) => flags.run(&Client::open(&config, &self.client).await?).await,
            Command::Drill(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::StatusPage(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Postmortem(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Incident(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Silence(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Maintenance(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Task(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Need(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Discussion(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Feedback(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Exchange(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Diary(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Offer(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Wish(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Match(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::ExchangeTemplate(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::ExchangeLimit(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Learning(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Token(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::SignInLink(flags) => flags.run(&Client::open(&config, &self.client).await?).await,
            Command::Me(command) => command.run(&Client::open(&config, &self.client).await?).await,
            Command::Organisation(command) => command.run(&Client::open(&config, &self.client).await?).await,
        }
    }
}
