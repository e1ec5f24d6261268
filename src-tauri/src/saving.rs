//! Saving a file: the system's own dialog asks where; the web view never learns of a folder.

use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt as _;
use wallet::Saver;
use wallet_api::{ApiError, ErrorCode};

/// Asks by the system's dialog, then writes the file.
pub(crate) fn by_dialog(app: AppHandle) -> Saver {
    Box::new(move |file| {
        let app = app.clone();
        Box::pin(async move {
            let (tell, told) = tokio::sync::oneshot::channel();
            app.dialog()
                .file()
                .set_file_name(&file.name)
                .save_file(move |path| {
                    // Nobody waits any more if the window was closed meanwhile.
                    let _ = tell.send(path);
                });
            let chosen = told.await.ok().flatten();
            let Some(path) = chosen.and_then(|path| path.into_path().ok()) else {
                return Ok(None);
            };
            tokio::fs::write(&path, file.content)
                .await
                .map_err(|error| ApiError::about(ErrorCode::NotSaved, error.kind().to_string()))?;
            Ok(Some(path))
        })
    })
}
