//! Signing in and out: people with a password and a second factor.
//!
//! Whatever was wrong, whoever tries to sign in learns nothing but that it was not right: not whether the name exists, whether the
//! password was the right one, or whether the account is closed. Only attempts with the right password close an account: with wrong
//! ones anybody could close that of somebody else. Those are held back where they come from (`http/tempo.rs`).

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
use uuid::Uuid;

use super::{Poort, PoortFout};
use crate::store::{OidcPersoon, Sessie};
use crate::toegang::{
    Aangemelde, Aanmeldgeheim, Gebruiker, Houder, Ingelogde, hash_van_herstelcode, klopt_wachtwoord,
    totp_stap,
};

/// How long a session lasts without being used.
const STIL: TimeDelta = TimeDelta::minutes(30);
/// How long it lasts at most.
const HOOGSTENS: TimeDelta = TimeDelta::hours(12);
/// How often it is recorded that a session is used.
const NOTEER: TimeDelta = TimeDelta::minutes(1);
/// How long an account stays closed after too many attempts.
const DICHT: TimeDelta = TimeDelta::minutes(15);
/// Passwords that are checked at once: each takes 19 MiB and a core, on purpose.
static TEGELIJK: Semaphore = Semaphore::const_new(2);
/// Passwords that are checked or wait for it: whoever comes then is told so at once, or everybody would wait ever longer.
pub(super) const RIJ: usize = 34;

/// What a browser shows that somebody is signed in with: a secret.
pub struct Sessiesleutel(String);

/// What came of signing in.
pub enum Inloggen {
    /// Somebody is signed in.
    Gelukt(Sessiesleutel),
    /// Name, password or code was not right, or the account is closed.
    Niet,
    /// Too many sign in at this moment.
    TeDruk,
}

/// What came of signing in at an issuer.
pub enum VanUitgever {
    /// Somebody is signed in.
    Gelukt(Sessiesleutel),
    /// The gate does not let this person sign in.
    Geblokkeerd,
    /// The configuration gives a role at a partij that is not there, or not of the right kind.
    GeenPartij,
}

impl Sessiesleutel {
    fn nieuw() -> Sessiesleutel {
        Sessiesleutel(format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple()))
    }

    /// The secret as a browser sends it back.
    pub fn lees(tekst: &str) -> Sessiesleutel {
        Sessiesleutel(tekst.to_owned())
    }

    /// The secret itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// What a page of the gate knows and a page of somebody else does not: it must come with everything that changes something.
    pub fn formuliercode(&self) -> String {
        let hash = Sha256::new().chain_update(b"formulier:").chain_update(self.0.as_bytes()).finalize();
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Poort {
    /// Signs somebody in.
    ///
    /// # Errors
    /// [`PoortFout`] where the database fails or the gate itself.
    pub async fn log_in(&self, naam: &str, wachtwoord: String, code: &str) -> Result<Inloggen, PoortFout> {
        let Ok(_plaats) = self.inloggers.try_acquire() else { return Ok(Inloggen::TeDruk) };
        let nu = self.klok.nu();
        let gebruiker = match Gebruiker::lees_naam(naam) {
            Some(naam) => self.store.gebruiker(&naam).await?,
            None => None,
        };
        let hash = gebruiker.as_ref().map(|gebruiker| gebruiker.wachtwoord.clone());
        let klopt = klopt_het(hash, wachtwoord).await?;
        // The same is asked of the database whatever is wrong, so that how long it takes tells nothing.
        let goede = gebruiker.filter(|_| klopt);
        let (id, hash) = goede.as_ref().map_or((Uuid::nil(), ""), |een| (een.id, een.wachtwoord.as_str()));
        let mag = self.store.neem_poging(id, hash, nu, nu + DICHT).await?;
        let Some(gebruiker) = goede.filter(|_| mag) else {
            self.store.gebruik_herstelcode(Uuid::nil(), &hash_van_herstelcode(code)).await?;
            return Ok(Inloggen::Niet);
        };
        if !self.klopt_code(&gebruiker, code, nu).await? {
            return Ok(Inloggen::Niet);
        }
        let sleutel = Sessiesleutel::nieuw();
        let (id, wachtwoord) = (gebruiker.id, &gebruiker.wachtwoord);
        let begonnen = self.store.begin_sessie(&sleutel.hash(), id, wachtwoord, nu, nu + HOOGSTENS).await?;
        Ok(if begonnen { Inloggen::Gelukt(sleutel) } else { Inloggen::Niet })
    }

    /// Whether a code is that of the second factor, or one for when that is lost; either is then used up.
    async fn klopt_code(
        &self,
        gebruiker: &Gebruiker,
        code: &str,
        nu: DateTime<Utc>,
    ) -> Result<bool, PoortFout> {
        let geheim = self.store.totp_geheim(gebruiker).await?;
        Ok(match totp_stap(&geheim, code, nu) {
            Some(stap) => self.store.gebruik_totp_stap(gebruiker.id, stap).await?,
            None => self.store.gebruik_herstelcode(gebruiker.id, &hash_van_herstelcode(code)).await?,
        })
    }

    /// Uses up the secret with which the issuer sent somebody back. False: it was used before.
    ///
    /// # Errors
    /// [`PoortFout`] where the database fails.
    pub async fn gebruik_aanmelding(&self, geheim: &Aanmeldgeheim) -> Result<bool, PoortFout> {
        let nu = self.klok.nu();
        // Longer than somebody may take: the clock may be set meanwhile.
        Ok(self.store.gebruik_aanmelding(&geheim.hash(), nu, nu + HOOGSTENS).await?)
    }

    /// Signs in somebody of an issuer, in the role that the configuration gives.
    ///
    /// # Errors
    /// [`PoortFout`] where the database fails.
    pub async fn log_in_van_uitgever(
        &self,
        uitgever: &str,
        wie: Aangemelde,
    ) -> Result<VanUitgever, PoortFout> {
        let Aangemelde { onderwerp, medewerker, regel } = wie;
        let partij = match &regel.partij {
            Some(code) => match self.store.partij_met_code(code).await? {
                Some(partij) => Some(partij),
                None => return Ok(VanUitgever::GeenPartij),
            },
            None => None,
        };
        let Ok(houder) = Houder::nieuw(partij, Some(medewerker), Some(regel.rol), None) else {
            return Ok(VanUitgever::GeenPartij);
        };
        let (sleutel, nu) = (Sessiesleutel::nieuw(), self.klok.nu());
        let persoon = OidcPersoon { uitgever, onderwerp: &onderwerp, houder: &houder };
        let begonnen = self.store.begin_oidc_sessie(&sleutel.hash(), persoon, nu, nu + HOOGSTENS).await?;
        Ok(if begonnen { VanUitgever::Gelukt(sleutel) } else { VanUitgever::Geblokkeerd })
    }

    /// Who is signed in with this secret; none where nobody is, or no longer.
    ///
    /// # Errors
    /// [`PoortFout`] where the database fails.
    pub async fn ingelogd(&self, sleutel: &Sessiesleutel) -> Result<Option<Ingelogde>, PoortFout> {
        let (hash, nu) = (sleutel.hash(), self.klok.nu());
        let Some(Sessie { wie, laatst_op, verloopt_op }) = self.store.sessie(&hash).await? else {
            return Ok(None);
        };
        if verloopt_op <= nu || laatst_op + STIL <= nu {
            self.store.eindig_sessie(&hash).await?;
            return Ok(None);
        }
        if laatst_op + NOTEER <= nu {
            self.store.sessie_gebruikt(&hash, nu).await?;
        }
        Ok(wie.geblokkeerd_op.is_none().then_some(wie))
    }

    /// Signs somebody out.
    ///
    /// # Errors
    /// [`PoortFout`] where the database fails.
    pub async fn log_uit(&self, sleutel: &Sessiesleutel) -> Result<(), PoortFout> {
        Ok(self.store.eindig_sessie(&sleutel.hash()).await?)
    }
}

/// Checks a password beside the tasks that serve others.
async fn klopt_het(hash: Option<String>, wachtwoord: String) -> Result<bool, PoortFout> {
    let _beurt = TEGELIJK.acquire().await.map_err(|fout| PoortFout::Intern(fout.to_string()))?;
    tokio::task::spawn_blocking(move || klopt_wachtwoord(hash.as_deref(), &wachtwoord))
        .await
        .map_err(|fout| PoortFout::Intern(fout.to_string()))
}
