//! Post-mortems that nobody here wrote, as the import takes or refuses them, if `RYUGAKU_SAMPLES` (or the folder beside the repository)
//! has them. What is read of each is the slice's own test.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::own_command_line::files;
use crate::support::{Home, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn every_sample_is_taken_or_refused_with_a_line() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let folder = std::env::var_os("RYUGAKU_SAMPLES").map_or(beside, PathBuf::from).join("01-postmortems");
    if !folder.is_dir() {
        eprintln!("SKIPPED: no sample data at {}; set RYUGAKU_SAMPLES", folder.display());
        return;
    }
    let app = TestApp::on(Home::sqlite()).await;
    let admin = app.admin().await;
    let mut texts = Vec::new();
    files(&folder, &["md", "erb"], &mut texts);
    let (mut taken, mut refused) = (0, Vec::new());
    for file in &texts {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        // How to write one, and none itself.
        if name.starts_with("incident-process") {
            continue;
        }
        let text = std::fs::read(file).unwrap();
        let at = "/api/v1/postmortems/import?dry_run=true";
        let said = app.post_bytes(&admin, at, "text/markdown", &text).await.expect(200).json();
        assert_eq!((&said["applied"], &said["incident"]), (&json!(false), &Value::Null), "{name}: {said}");
        let Some(wrong) = said["refused"].as_array().unwrap().first() else {
            assert!(said["title"] != "" && said["resolved_at"].as_str() >= said["began_at"].as_str(), "{name}: {said}");
            taken += 1;
            continue;
        };
        let why = wrong["why"].as_str().unwrap();
        assert!(!why.is_empty() && !why.contains('⟦'), "{name}: {said}");
        refused.push(format!("{} {}", &name[..10], wrong["line"]));
    }
    refused.sort();
    assert_eq!((taken, refused), (43, vec!["2023-01-05 8".to_owned(), "PMyyyy-nnn 5".to_owned()]));
    let list = app.get(&admin, "/api/v1/postmortems").await.expect(200).json();
    assert_eq!(list["items"], json!([]), "nothing was written down");
}
