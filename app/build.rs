//! Says clearly when the web parts have not been built, instead of failing somewhere inside a macro.

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=../web/dist");
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rerun-if-changed=locales");
    if !Path::new("../web/dist/app.js").exists() {
        println!(
            "cargo::error=web/dist is missing: run `cargo xtask web`, or `npm ci --ignore-scripts && npm run build` in web/"
        );
    }
}
