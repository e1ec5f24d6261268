//! Where a file goes: the system's own dialog asks; the web view never learns of a folder.

use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt as _;
use wallet::Saver;

/// Asks by the system's dialog.
pub(crate) fn by_dialog(app: AppHandle) -> Saver {
    Box::new(move |name| {
        let app = app.clone();
        Box::pin(async move {
            let (tell, told) = tokio::sync::oneshot::channel();
            app.dialog()
                .file()
                .set_file_name(&name)
                .save_file(move |path| {
                    // Nobody waits any more if the window was closed meanwhile.
                    let _ = tell.send(path);
                });
            let chosen = told.await.ok().flatten();
            chosen.and_then(|path| path.into_path().ok())
        })
    })
}
