//! Checks `tauri.conf.json`, and lists the commands so that the capability files decide who may
//! call them: a command that is not listed here could be called by every window.

fn main() {
    // Of its own accord the build looks again only when `capabilities/` at the top changes.
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    let names: Vec<&'static str> = wallet_api::COMMANDS.iter().map(|(name, _)| *name).collect();
    let commands: &'static [&'static str] = Vec::leak(names);
    tauri_build::try_build(
        tauri_build::Attributes::new()
            .capabilities_path_pattern("./src-tauri/capabilities/**/*.json")
            .app_manifest(tauri_build::AppManifest::new().commands(commands)),
    )
    .expect("tauri.conf.json and the capabilities are valid");
}
