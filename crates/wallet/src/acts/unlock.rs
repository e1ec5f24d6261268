//! Opens and locks the vault.

use vault::{CreateError, KdfParams, OpenError, Passphrase};
use wallet_api::{
    ApiError, ChangePassphrase, ErrorCode, GetStatus, Lock, RatePassphrase, Secret, StatusView,
    StayAwake, StrengthView, Unlock,
};

use crate::{
    acts::rehearse,
    random::Random,
    session::Session,
    strength,
    wallet::{Act, Wallet},
};

impl Act for GetStatus {
    async fn act(self, wallet: &Wallet) -> Result<StatusView, ApiError> {
        Ok(wallet.status())
    }
}

impl Act for StayAwake {
    async fn act(self, wallet: &Wallet) -> Result<(), ApiError> {
        wallet.stay_awake();
        Ok(())
    }
}

impl Act for RatePassphrase {
    async fn act(self, _wallet: &Wallet) -> Result<StrengthView, ApiError> {
        Ok(strength::rate(&self.passphrase.0))
    }
}

impl Act for Unlock {
    async fn act(self, wallet: &Wallet) -> Result<StatusView, ApiError> {
        let _one = wallet.inner().opening.lock().await;
        if wallet.session().is_ok() {
            return Ok(wallet.status());
        }
        may_be_tried(wallet, &self.passphrase)?;
        let locked = wallet.locked_vault();
        let passphrase = Passphrase::new(self.passphrase.0);
        let mark = wallet.inner().profile.log_mark();
        let result = tokio::task::spawn_blocking(move || {
            let vault = locked.open(&passphrase)?;
            Ok::<_, OpenError>(Session::open(vault, mark))
        })
        .await
        .map_err(|_| ApiError::about(ErrorCode::Internal, "unlock"))?;
        let session = count_attempt(wallet, result)??;
        wallet.set_session(session);
        rehearse::tidy(wallet.inner().profile.folder());
        wallet.status_changed();
        Ok(wallet.status())
    }
}

impl Act for Lock {
    async fn act(self, wallet: &Wallet) -> Result<StatusView, ApiError> {
        wallet.lock_now();
        Ok(wallet.status())
    }
}

impl Act for ChangePassphrase {
    async fn act(self, wallet: &Wallet) -> Result<StatusView, ApiError> {
        if !strength::rate(&self.new.0).accepted {
            return Err(ErrorCode::WeakPassphrase.into());
        }
        may_be_tried(wallet, &self.old)?;
        let session = wallet.session()?;
        let (old, new) = (Passphrase::new(self.old.0), Passphrase::new(self.new.0));
        let result = tokio::task::spawn_blocking(move || {
            session.vault(|vault| {
                Ok(vault.change_passphrase(&old, &new, KdfParams::default(), &mut Random))
            })
        })
        .await
        .map_err(|_| ApiError::about(ErrorCode::Internal, "passphrase"))??;
        count_attempt(wallet, result)?;
        Ok(wallet.status())
    }
}

/// Checks the passphrase again before an act of weight; wrong tries are slowed down as when
/// unlocking.
pub(crate) async fn confirm(wallet: &Wallet, passphrase: Secret) -> Result<(), ApiError> {
    let _one = wallet.inner().opening.lock().await;
    may_be_tried(wallet, &passphrase)?;
    let session = wallet.session()?;
    let passphrase = Passphrase::new(passphrase.0);
    let result = tokio::task::spawn_blocking(move || {
        session.vault(|vault| Ok(vault.check_passphrase(&passphrase)))
    })
    .await
    .map_err(|_| ApiError::about(ErrorCode::Internal, "passphrase"))??;
    count_attempt(wallet, result)
}

/// Whether the passphrase is to be tried now. An empty one never is: no vault has one, and a key
/// pressed too early shall not cost a wait.
pub(crate) fn may_be_tried(wallet: &Wallet, passphrase: &Secret) -> Result<(), ApiError> {
    if passphrase.0.is_empty() {
        return Err(ErrorCode::WrongPassphrase.into());
    }
    let wait = wallet.attempt_wait();
    if wait.is_zero() {
        return Ok(());
    }
    let mut error = ApiError::new(ErrorCode::TooManyAttempts);
    error.wait_secs = Some(u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX));
    Err(error)
}

/// Counts a try: a wrong passphrase makes the next one wait, a right one starts again.
pub(crate) fn count_attempt<T>(
    wallet: &Wallet,
    result: Result<T, OpenError>,
) -> Result<T, ApiError> {
    match &result {
        Ok(_) => wallet.count_attempt(true),
        Err(OpenError::WrongPassphrase) => wallet.count_attempt(false),
        Err(_) => {}
    }
    let wait = wallet.attempt_wait();
    result.map_err(|error| {
        let mut error = open_error(error);
        if error.code == ErrorCode::WrongPassphrase && !wait.is_zero() {
            error.wait_secs =
                Some(u32::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u32::MAX));
        }
        error
    })
}

/// Why the vault does not open, in the border's words.
pub(crate) fn open_error(error: OpenError) -> ApiError {
    let code = match &error {
        OpenError::WrongPassphrase => ErrorCode::WrongPassphrase,
        OpenError::InUse => ErrorCode::VaultInUse,
        OpenError::NewerVersion { .. } => ErrorCode::VaultNewer,
        OpenError::NoVault => ErrorCode::NoWallet,
        OpenError::DamagedHeader | OpenError::KdfOutOfRange | OpenError::Damaged => {
            ErrorCode::VaultDamaged
        }
        OpenError::Io(_) | OpenError::Database(_) => ErrorCode::NotSaved,
    };
    ApiError::about(code, error.to_string())
}

/// Why a vault could not be made, in the border's words.
pub(crate) fn create_error(error: CreateError) -> ApiError {
    let code = match &error {
        CreateError::Exists => ErrorCode::AlreadyExists,
        CreateError::InUse => ErrorCode::VaultInUse,
        CreateError::Io(_) | CreateError::Database(_) => ErrorCode::NotSaved,
    };
    ApiError::about(code, error.to_string())
}
