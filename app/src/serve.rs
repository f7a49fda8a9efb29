//! The running server: opens what it needs, listens on the port and on the socket in the data folder, and ends in order.

use std::fs::{self, File};
use std::io::Write;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail};
use axum::extract::ConnectInfo;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::{Extension, Router};
use ryugaku_db::Db;
use ryugaku_jobs::{Registry, Runner};
use ryugaku_kernel::{Chance, Failure, Lang, SystemClock};
use ryugaku_web::{Keys, Outside};
use tokio::net::{TcpListener, UnixListener};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::app::{App, Parts, measure};
use crate::config::Config;
use crate::door::Transport;
use crate::schema::SCHEMA;
use crate::sign_in::Provider;
use crate::{
    alerts, bot, demo, exchange, feedback, intake, notices, notify, organisation, people, postmortems, questions,
    receivers, router, sign_in, silences, status_page, telling, words, work,
};

#[derive(Clone, Debug, Default, clap::Args)]
pub struct ServeFlags {
    /// Load the example organisation, into a data folder that holds nothing else
    #[arg(long)]
    pub demo: bool,
}

/// Held for as long as this process is the one that works on the data folder.
pub struct FolderLock(#[expect(dead_code, reason = "the lock goes with the file")] File);

pub fn socket_path(data: &Path) -> PathBuf {
    data.join("ryugaku.sock")
}

/// SQLite's file.
pub fn database_path(data: &Path) -> PathBuf {
    data.join("ryugaku.db")
}

pub async fn run(mut config: Config, flags: ServeFlags) -> Result<()> {
    if flags.demo && config.data.is_none() {
        config.data = Some(PathBuf::from("./ryugaku-demo"));
    }
    let _lock = lock(config.data())?;
    measure();
    let stop = CancellationToken::new();
    let app = open(&config, stop.clone()).await?;
    if flags.demo {
        load_example(&app, config.data()).await?;
    }
    let router = router::build(&app);
    let tcp =
        TcpListener::bind(config.listen()).await.with_context(|| format!("cannot listen on {}", config.listen()))?;
    let socket = bind_socket(&socket_path(config.data()))?;
    let address = tcp.local_addr()?;
    say(&format!("Ryugaku: http://{address}/"))?;
    if let Some(link) = first_link(&app, address, flags.demo).await.map_err(told)? {
        say(&format!("Sign in once: {link}"))?;
    }

    let runner = Runner::new(app.db.clone(), app.system(), registry(&app));
    let jobs = tokio::spawn(runner.run(stop.clone()));
    let chat = tokio::spawn(bot::listen(app.clone(), stop.clone()));
    // It ends after the doors: what they still take in is applied.
    let doors_closed = CancellationToken::new();
    let alerts = tokio::spawn(alerts::Owner::new(app.clone()).run(doors_closed.clone()));
    let over_tcp = router.clone().layer(from_fn(mark_tcp)).into_make_service_with_connect_info::<SocketAddr>();
    let over_socket = router.layer(Extension(Transport::Socket)).into_make_service();
    let tcp = axum::serve(tcp, over_tcp).with_graceful_shutdown(stop.clone().cancelled_owned());
    let socket = axum::serve(socket, over_socket).with_graceful_shutdown(stop.clone().cancelled_owned());
    let (tcp, socket) = (tokio::spawn(tcp.into_future()), tokio::spawn(socket.into_future()));

    told_to_stop().await?;
    tracing::info!("finishing what is under way");
    stop.cancel();
    for server in [tcp, socket] {
        server.await??;
    }
    jobs.await?;
    chat.await?;
    doors_closed.cancel();
    alerts.await?;
    app.db.close().await;
    let _ = fs::remove_file(socket_path(config.data()));
    Ok(())
}

/// Loads the example organisation once; a folder that holds anything else is refused.
async fn load_example(app: &App, data: &Path) -> Result<()> {
    let mark = data.join("example");
    if mark.exists() {
        return Ok(());
    }
    if people::store::count(&mut app.db.reader()).await.map_err(told)? > 0 {
        bail!("{} holds an organisation already; give --demo a --data folder of its own", data.display());
    }
    let language = app.config.language.as_deref().and_then(Lang::named).unwrap_or_default();
    demo::load(app, language).await.map_err(told).context("the example organisation cannot be loaded")?;
    Ok(fs::write(mark, "")?)
}

/// The same program without a server, for the command line.
pub async fn alone(config: &Config) -> Result<(Router, FolderLock)> {
    let lock = lock(config.data())?;
    let app = open(config, CancellationToken::new()).await?;
    Ok((router::build(&app).layer(Extension(Transport::Socket)), lock))
}

/// Every job and round of every slice.
pub fn registry(app: &App) -> Registry {
    let mut registry = Registry::default();
    notify::jobs::register(app, &mut registry);
    notices::register(app, &mut registry);
    bot::register(app, &mut registry);
    telling::register(app, &mut registry);
    questions::register(app, &mut registry);
    work::jobs::register(app, &mut registry);
    feedback::jobs::register(app, &mut registry);
    exchange::jobs::register(app, &mut registry);
    postmortems::jobs::register(app, &mut registry);
    status_page::register(app, &mut registry);
    alerts::rounds(&mut registry, app);
    intake::rounds(&mut registry, app);
    silences::rounds(&mut registry, app);
    registry
}

async fn open(config: &Config, stop: CancellationToken) -> Result<App> {
    let chance = Arc::new(Chance::system());
    let db = match &config.database {
        Some(url) => Db::postgres(url).await,
        None => Db::sqlite(&database_path(config.data())).await,
    };
    let db = db.map_err(told).context("the database cannot be opened")?;
    let keys = match &config.secret_key {
        Some(text) => Keys::from_setting(text),
        None => {
            let file = config.data().join("secret_key");
            if config.database.is_some() && !file.exists() && in_use(&db).await {
                bail!("{NO_KEY}");
            }
            Keys::from_file(&file, &chance)
        }
    };
    let app = App::new(Parts {
        db,
        clock: Arc::new(SystemClock),
        chance,
        config: config.clone(),
        keys: keys.map_err(told)?,
        outside: Outside::new().map_err(told)?,
        provider: Provider::default(),
        stop,
    });
    prepare(&app).await.map_err(told)?;
    Ok(app)
}

const NO_KEY: &str = "this database is in use with another secret key, without which no token and no sealed address can be read; \
                      set RYUGAKU_SECRET_KEY as its other programs have it, or copy their data folder's file secret_key here";

/// Before the schema is there it is not.
async fn in_use(db: &Db) -> bool {
    people::store::count(&mut db.reader()).await.is_ok_and(|people| people > 0)
}

/// Brings the schema up to this program and makes what must be there before the first request.
pub async fn prepare(app: &App) -> Result<(), Failure> {
    let now = app.clock.now();
    for name in SCHEMA.apply(&app.db, now).await? {
        tracing::info!(name, "migration done");
    }
    let language = app.config.language.as_deref().and_then(Lang::named).unwrap_or_default();
    let zone = app.config.time_zone.as_deref().unwrap_or("Asia/Tokyo");
    let mut tx = app.db.begin().await?;
    organisation::store::ensure(&mut tx, now, "", language, zone).await?;
    tx.commit().await?;
    let mut tx = app.begin().await?;
    receivers::ensure_default(&mut tx, &app.system()).await?;
    tx.commit().await.map(drop)
}

/// The one-time link for whoever started the server, when nobody could sign in otherwise.
async fn first_link(app: &App, address: SocketAddr, always: bool) -> Result<Option<url::Url>, Failure> {
    let mut tx = app.begin().await?;
    let issued = sign_in::link::at_start(&mut tx, &app.system(), &app.keys, always).await?;
    tx.commit().await?;
    let here = || format!("http://{address}/").parse().expect("a socket address makes an address");
    let base = app.config.public_url.clone().unwrap_or_else(here);
    Ok(issued.map(|issued| issued.address(&base)))
}

/// A failure at start, in English: whoever reads it reads the log.
fn told(failure: Failure) -> anyhow::Error {
    match failure {
        Failure::Conflict(msg) | Failure::Forbidden(msg) | Failure::Busy { msg, .. } => {
            anyhow!(words::say(Lang::En, &msg))
        }
        Failure::Unavailable { msg, source } => {
            let said = words::say(Lang::En, &msg);
            match source {
                Some(source) => anyhow::Error::from_boxed(source).context(said),
                None => anyhow!(said),
            }
        }
        failure => failure.into(),
    }
}

fn lock(data: &Path) -> Result<FolderLock> {
    fs::create_dir_all(data).with_context(|| format!("cannot make the data folder {}", data.display()))?;
    let file = File::create(data.join("lock")).with_context(|| format!("cannot write in {}", data.display()))?;
    if file.try_lock().is_err() {
        bail!("another ryugaku works on {}; stop it, or give another --data", data.display());
    }
    Ok(FolderLock(file))
}

/// We hold the folder's lock: a socket that is there was left by a process that died.
fn bind_socket(path: &Path) -> Result<UnixListener> {
    let _ = fs::remove_file(path);
    let socket = UnixListener::bind(path).with_context(|| format!("cannot make {}", path.display()))?;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    Ok(socket)
}

async fn mark_tcp(
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
    next: Next,
) -> axum::response::Response {
    request.extensions_mut().insert(Transport::Tcp(peer));
    next.run(request).await
}

async fn told_to_stop() -> Result<()> {
    let mut term = signal(SignalKind::terminate())?;
    let mut int = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
    }
    Ok(())
}

/// On standard output, at once, also when it is a pipe.
fn say(line: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}
