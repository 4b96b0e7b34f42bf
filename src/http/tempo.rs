//! How many requests a party may make, how many wrong keys may come from one address, and how many wrong passwords for one
//! account. Counted by this process, by time that goes by: setting the clock changes nothing.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use governor::clock::{Clock, Reference};
use governor::middleware::{NoOpMiddleware, StateInformationMiddleware};
use governor::nanos::Nanos;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::tijd::Klok;

/// Addresses that are remembered before those that kept quiet are forgotten.
const VEEL_ADRESSEN: usize = 10_000;
/// Sign-ins from one address under one name that may go wrong at once, and how long until the next one.
const ACCOUNT_POGINGEN: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);
const ACCOUNT_RUST: Duration = Duration::from_secs(90);

const RATELIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATELIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// How much is allowed in a minute, and at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TempoInstelling {
    /// Requests of one party in a minute; none: no limit.
    pub verzoeken_per_minuut: Option<NonZeroU32>,
    /// Wrong keys from one address in a minute; none: no limit. This machine itself is never held back: a proxy may stand there.
    pub pogingen_per_minuut: Option<NonZeroU32>,
}

/// What tempo is kept by.
#[derive(Clone)]
struct KlokInNanos(Klok);

impl Clock for KlokInNanos {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        self.0.verstreken().into()
    }
}

/// An account as somebody at an address names it: the network and a hash of the name.
type Account = (IpAddr, [u8; 32]);

type Teller<K, M> = RateLimiter<K, HashMapStateStore<K>, KlokInNanos, M>;

/// The counts of one process.
#[derive(Clone)]
pub struct Tempo {
    klok: KlokInNanos,
    partijen: Option<(Arc<Teller<Uuid, StateInformationMiddleware>>, NonZeroU32)>,
    pogingen: Option<Arc<Pogingen<IpAddr>>>,
    /// Sign-ins that went wrong: by address and account together, so that nobody closes the account of somebody elsewhere.
    inlogpogingen: Option<Arc<Pogingen<Account>>>,
    /// Calls without a key, by address: as many as a party may make.
    zonder_sleutel: Option<Arc<Teller<IpAddr, NoOpMiddleware<Nanos>>>>,
}

struct Pogingen<K: Clone + Eq + Hash> {
    teller: Teller<K, NoOpMiddleware<Nanos>>,
    /// Until when whoever this is is not listened to.
    dicht_tot: Mutex<HashMap<K, Nanos>>,
}

impl<K: Clone + Eq + Hash> Pogingen<K> {
    fn nieuw(hoeveel: Quota, klok: KlokInNanos) -> Arc<Pogingen<K>> {
        let teller = RateLimiter::hashmap_with_clock(hoeveel, klok);
        Arc::new(Pogingen { teller, dicht_tot: Mutex::default() })
    }

    fn luistert_naar(&self, wie: &K, nu: Nanos) -> Result<(), TeVeel> {
        let mut dicht_tot = self.dicht_tot.lock().unwrap_or_else(PoisonError::into_inner);
        match dicht_tot.get(wie) {
            Some(tot) if *tot > nu => Err(TeVeel(in_seconden(tot.duration_since(nu).into()))),
            Some(_) => {
                dicht_tot.remove(wie);
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn mislukt(&self, wie: K, nu: Nanos) {
        if self.teller.len() > VEEL_ADRESSEN {
            self.teller.retain_recent();
            self.dicht_tot.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, tot| *tot > nu);
        }
        if let Err(nog_niet) = self.teller.check_key(&wie) {
            let tot = nog_niet.earliest_possible();
            self.dicht_tot.lock().unwrap_or_else(PoisonError::into_inner).insert(wie, tot);
        }
    }
}

/// There were too many: after this many whole seconds another may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TeVeel(pub(super) u64);

/// What a party has left of this minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ruimte {
    per_minuut: u32,
    over: u32,
}

impl Ruimte {
    /// Writes it into the headers of an answer, as draft-ietf-httpapi-ratelimit-headers names them.
    pub(super) fn schrijf(self, headers: &mut HeaderMap) {
        let beleid = format!("\"partij\";q={};w=60", self.per_minuut);
        let over = format!("\"partij\";r={}", self.over);
        for (naam, waarde) in [(RATELIMIT_POLICY, beleid), (RATELIMIT, over)] {
            if let Ok(waarde) = HeaderValue::from_str(&waarde) {
                headers.insert(naam, waarde);
            }
        }
    }
}

impl Tempo {
    /// Counts by this clock.
    pub fn nieuw(instelling: TempoInstelling, klok: Klok) -> Tempo {
        let klok = KlokInNanos(klok);
        let partijen = instelling.verzoeken_per_minuut.map(|aantal| {
            let teller = RateLimiter::hashmap_with_clock(Quota::per_minute(aantal), klok.clone());
            (Arc::new(teller.with_middleware()), aantal)
        });
        let pogingen = instelling
            .pogingen_per_minuut
            .map(|aantal| Pogingen::nieuw(Quota::per_minute(aantal), klok.clone()));
        let per_account =
            Quota::with_period(ACCOUNT_RUST).map(|hoeveel| hoeveel.allow_burst(ACCOUNT_POGINGEN));
        let inlogpogingen =
            per_account.filter(|_| pogingen.is_some()).map(|hoeveel| Pogingen::nieuw(hoeveel, klok.clone()));
        let zonder_sleutel = instelling
            .verzoeken_per_minuut
            .map(|aantal| Arc::new(RateLimiter::hashmap_with_clock(Quota::per_minute(aantal), klok.clone())));
        Tempo { klok, partijen, pogingen, inlogpogingen, zonder_sleutel }
    }

    /// Counts a call that needs no key. This machine itself is never held back: a proxy may stand there.
    pub(super) fn open_verzoek(&self, adres: IpAddr) -> Result<(), TeVeel> {
        let Some((teller, adres)) = self.zonder_sleutel.as_ref().zip(van_elders(adres)) else {
            return Ok(());
        };
        if teller.len() > VEEL_ADRESSEN {
            teller.retain_recent();
        }
        let gevraagd = teller.check_key(&adres);
        gevraagd.map_err(|nog_niet| TeVeel(in_seconden(nog_niet.wait_time_from(self.klok.now()))))
    }

    /// Counts a request of a party.
    pub(super) fn verzoek(&self, partij: Uuid) -> Result<Option<Ruimte>, (TeVeel, Ruimte)> {
        let Some((teller, per_minuut)) = &self.partijen else { return Ok(None) };
        let per_minuut = per_minuut.get();
        match teller.check_key(&partij) {
            Ok(stand) => Ok(Some(Ruimte { per_minuut, over: stand.remaining_burst_capacity() })),
            Err(nog_niet) => {
                let wacht = in_seconden(nog_niet.wait_time_from(self.klok.now()));
                Err((TeVeel(wacht), Ruimte { per_minuut, over: 0 }))
            }
        }
    }

    /// Whether an address is listened to: not while it tried too many wrong keys.
    pub(super) fn luistert_naar(&self, adres: IpAddr) -> Result<(), TeVeel> {
        let pogingen = self.pogingen.as_ref().zip(van_elders(adres));
        pogingen.map_or(Ok(()), |(pogingen, adres)| pogingen.luistert_naar(&adres, self.klok.now()))
    }

    /// Counts a wrong key from an address.
    pub(super) fn mislukt(&self, adres: IpAddr) {
        if let Some((pogingen, adres)) = self.pogingen.as_ref().zip(van_elders(adres)) {
            pogingen.mislukt(adres, self.klok.now());
        }
    }

    /// Whether an address is listened to when it wants to sign in under this name, whether or not there is such an account.
    pub(super) fn luistert_bij_inloggen(&self, adres: IpAddr, naam: &str) -> Result<(), TeVeel> {
        let pogingen = self.inlogpogingen.as_ref().zip(van_elders(adres));
        pogingen.map_or(Ok(()), |(pogingen, adres)| {
            pogingen.luistert_naar(&(adres, account(naam)), self.klok.now())
        })
    }

    /// Counts signing in that went wrong.
    pub(super) fn inloggen_mislukt(&self, adres: IpAddr, naam: &str) {
        if let Some((pogingen, adres)) = self.inlogpogingen.as_ref().zip(van_elders(adres)) {
            pogingen.mislukt((adres, account(naam)), self.klok.now());
        }
    }
}

/// Under what an account is counted: what people type is no matter to keep, and may be long.
fn account(naam: &str) -> [u8; 32] {
    Sha256::digest(naam.to_ascii_lowercase().as_bytes()).into()
}

/// The network of an address; none where it is this machine itself.
pub(super) fn van_elders(adres: IpAddr) -> Option<IpAddr> {
    let adres = netwerk(adres);
    (!adres.is_loopback()).then_some(adres)
}

/// Who has one address of IPv6 has at least 2^64 of them.
fn netwerk(adres: IpAddr) -> IpAddr {
    match adres {
        IpAddr::V4(_) | IpAddr::V6(Ipv6Addr::LOCALHOST) => adres,
        IpAddr::V6(adres) => adres
            .to_ipv4_mapped()
            .map_or_else(|| IpAddr::V6(Ipv6Addr::from_bits(adres.to_bits() >> 64 << 64)), IpAddr::V4),
    }
}

/// Rounded up: who waits as long as this is in time.
fn in_seconden(duur: Duration) -> u64 {
    duur.as_secs() + u64::from(duur.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tempo(verzoeken: u32, pogingen: u32) -> (Tempo, Klok) {
        let klok = Klok::gezet_op("2026-02-03T09:00:00Z".parse().unwrap());
        let instelling = TempoInstelling {
            verzoeken_per_minuut: NonZeroU32::new(verzoeken),
            pogingen_per_minuut: NonZeroU32::new(pogingen),
        };
        (Tempo::nieuw(instelling, klok.clone()), klok)
    }

    fn later(klok: &Klok, seconden: i64) {
        klok.zet(klok.nu() + chrono::TimeDelta::seconds(seconden));
    }

    #[test]
    fn wie_op_is_wacht_zo_lang_als_gezegd_en_een_ander_merkt_er_niets_van() {
        let (tempo, klok) = tempo(3, 0);
        let (een, ander) = (Uuid::now_v7(), Uuid::now_v7());
        for over in [2, 1, 0] {
            assert_eq!(tempo.verzoek(een), Ok(Some(Ruimte { per_minuut: 3, over })));
        }
        assert_eq!(tempo.verzoek(een), Err((TeVeel(20), Ruimte { per_minuut: 3, over: 0 })));
        assert!(tempo.verzoek(ander).is_ok());
        later(&klok, 19);
        assert_eq!(tempo.verzoek(een), Err((TeVeel(1), Ruimte { per_minuut: 3, over: 0 })));
        later(&klok, 1);
        assert!(tempo.verzoek(een).is_ok());
    }

    #[test]
    fn zonder_grens_wordt_niemand_geteld() {
        let (tempo, _) = tempo(0, 0);
        let adres = "192.0.2.1".parse().unwrap();
        for _ in 0..1000 {
            assert_eq!(tempo.verzoek(Uuid::nil()), Ok(None));
            tempo.mislukt(adres);
        }
        assert_eq!(tempo.luistert_naar(adres), Ok(()));
    }

    #[test]
    fn van_wie_te_vaak_raadt_wordt_even_niet_geluisterd_maar_van_deze_machine_altijd() {
        let (tempo, klok) = tempo(0, 2);
        let (adres, ander, hier) =
            ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap(), "127.0.0.1".parse().unwrap());
        for _ in 0..3 {
            assert_eq!(tempo.luistert_naar(adres), Ok(()));
            tempo.mislukt(adres);
            tempo.mislukt(hier);
        }
        assert_eq!(tempo.luistert_naar(adres), Err(TeVeel(30)));
        assert_eq!((tempo.luistert_naar(ander), tempo.luistert_naar(hier)), (Ok(()), Ok(())));
        later(&klok, 30);
        assert_eq!(tempo.luistert_naar(adres), Ok(()));
    }

    #[test]
    fn een_adres_zonder_sleutel_vraagt_niet_meer_dan_een_partij_mag() {
        let (tempo, klok) = tempo(2, 2);
        let (adres, ander): (IpAddr, IpAddr) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        assert_eq!((tempo.open_verzoek(adres), tempo.open_verzoek(adres)), (Ok(()), Ok(())));
        assert_eq!(tempo.open_verzoek(adres), Err(TeVeel(30)));
        assert_eq!(tempo.open_verzoek("::ffff:192.0.2.1".parse().unwrap()), Err(TeVeel(30)));
        assert_eq!(tempo.open_verzoek(ander), Ok(()));
        for _ in 0..5 {
            assert_eq!(tempo.open_verzoek("::ffff:127.0.0.1".parse().unwrap()), Ok(()));
        }
        later(&klok, 30);
        assert_eq!(tempo.open_verzoek(adres), Ok(()));
    }

    #[test]
    fn deze_machine_is_ook_in_ipv6_deze_machine() {
        let (tempo, _) = tempo(0, 1);
        for hier in ["::1", "::ffff:127.0.0.1", "127.0.0.2"] {
            let hier = hier.parse().unwrap();
            for _ in 0..20 {
                tempo.mislukt(hier);
                tempo.inloggen_mislukt(hier, "saskia");
            }
            assert_eq!(tempo.luistert_naar(hier), Ok(()), "{hier}");
            assert_eq!(tempo.luistert_bij_inloggen(hier, "saskia"), Ok(()), "{hier}");
        }
    }

    #[test]
    fn een_klok_die_wordt_teruggezet_laat_niemand_langer_wachten() {
        let (tempo, klok) = tempo(3, 1);
        let (partij, adres) = (Uuid::now_v7(), "192.0.2.1".parse().unwrap());
        for _ in 0..3 {
            assert!(tempo.verzoek(partij).is_ok());
            tempo.mislukt(adres);
        }
        later(&klok, -3600);
        assert_eq!(tempo.verzoek(partij), Err((TeVeel(20), Ruimte { per_minuut: 3, over: 0 })));
        later(&klok, 60);
        assert!(tempo.verzoek(partij).is_ok());
        assert_eq!(tempo.luistert_naar(adres), Ok(()));
    }

    #[test]
    fn wie_bij_een_account_te_vaak_raadt_wacht_bij_dat_account_en_een_ander_adres_merkt_er_niets_van() {
        let (tempo, klok) = tempo(0, 60);
        let (adres, ander) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        for _ in 0..11 {
            assert_eq!(tempo.luistert_bij_inloggen(adres, "saskia"), Ok(()));
            tempo.inloggen_mislukt(adres, "Saskia");
        }
        assert_eq!(tempo.luistert_bij_inloggen(adres, "saskia"), Err(TeVeel(90)));
        assert_eq!(tempo.luistert_bij_inloggen(adres, "ruben"), Ok(()));
        assert_eq!(tempo.luistert_bij_inloggen(ander, "saskia"), Ok(()));
        later(&klok, 90);
        assert_eq!(tempo.luistert_bij_inloggen(adres, "saskia"), Ok(()));
    }

    #[test]
    fn een_heel_netwerk_van_ipv6_telt_als_een_adres() {
        let adres = |tekst: &str| netwerk(tekst.parse().unwrap());
        assert_eq!(adres("2001:db8:0:1::1"), adres("2001:db8:0:1:ffff::2"));
        assert_ne!(adres("2001:db8:0:1::1"), adres("2001:db8:0:2::1"));
        assert_eq!(adres("::ffff:192.0.2.1"), adres("192.0.2.1"));
    }
}
