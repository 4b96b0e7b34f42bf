//! What an attempt came to, and what follows from it.

use chrono::{DateTime, TimeDelta, Utc};

use super::wachttijd::wachttijd;
use super::wijze::Bezorgwijze;

/// What came back of an attempt. Its key is all that is kept of it, with the HTTP status where there was one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PogingUitkomst {
    /// 2xx.
    Gelukt,
    /// 410: nobody receives here any more.
    Weg,
    /// Another 4xx.
    Geweigerd,
    /// 429, or 503 that says for how long.
    TeDruk,
    /// 5xx, or a status that nobody can follow.
    Serverfout,
    /// 3xx. Redirects are not followed: the address was checked, the one that it leads to was not.
    Doorverwezen,
    /// The name of the server is not known.
    NaamOnbekend,
    /// The address is one that deliveries may not go to.
    AdresNietToegestaan,
    /// Nobody listens, or the connection does not come about.
    NietVerbonden,
    /// The certificate of the server is not to be trusted.
    Certificaat,
    /// No answer in time.
    TeTraag,
    /// The connection broke off before there was an answer.
    Afgebroken,
    /// There is no secret to sign with. What is not signed does not go out: its receiver could not know whom it is from.
    ZonderGeheim,
    /// The gate could not read what it was to send.
    Intern,
}

impl PogingUitkomst {
    /// Every outcome.
    pub const ALLE: [PogingUitkomst; 14] = [
        PogingUitkomst::Gelukt,
        PogingUitkomst::Weg,
        PogingUitkomst::Geweigerd,
        PogingUitkomst::TeDruk,
        PogingUitkomst::Serverfout,
        PogingUitkomst::Doorverwezen,
        PogingUitkomst::NaamOnbekend,
        PogingUitkomst::AdresNietToegestaan,
        PogingUitkomst::NietVerbonden,
        PogingUitkomst::Certificaat,
        PogingUitkomst::TeTraag,
        PogingUitkomst::Afgebroken,
        PogingUitkomst::ZonderGeheim,
        PogingUitkomst::Intern,
    ];

    /// The key in JSON and in the database.
    pub fn sleutel(self) -> &'static str {
        match self {
            PogingUitkomst::Gelukt => "gelukt",
            PogingUitkomst::Weg => "weg",
            PogingUitkomst::Geweigerd => "geweigerd",
            PogingUitkomst::TeDruk => "te-druk",
            PogingUitkomst::Serverfout => "serverfout",
            PogingUitkomst::Doorverwezen => "doorverwezen",
            PogingUitkomst::NaamOnbekend => "naam-onbekend",
            PogingUitkomst::AdresNietToegestaan => "adres-niet-toegestaan",
            PogingUitkomst::NietVerbonden => "niet-verbonden",
            PogingUitkomst::Certificaat => "certificaat",
            PogingUitkomst::TeTraag => "te-traag",
            PogingUitkomst::Afgebroken => "afgebroken",
            PogingUitkomst::ZonderGeheim => "zonder-geheim",
            PogingUitkomst::Intern => "intern",
        }
    }

    /// The outcome with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<PogingUitkomst> {
        PogingUitkomst::ALLE.into_iter().find(|uitkomst| uitkomst.sleutel() == sleutel)
    }

    /// What an HTTP status means.
    pub fn van_status(status: u16, vraagt_uitstel: bool) -> PogingUitkomst {
        match status {
            200..=299 => PogingUitkomst::Gelukt,
            300..=399 => PogingUitkomst::Doorverwezen,
            410 => PogingUitkomst::Weg,
            429 => PogingUitkomst::TeDruk,
            503 if vraagt_uitstel => PogingUitkomst::TeDruk,
            400..=499 => PogingUitkomst::Geweigerd,
            _ => PogingUitkomst::Serverfout,
        }
    }
}

/// What follows from an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Besluit {
    /// The party has it.
    Bevestigd,
    /// The party knows of it.
    Aangekondigd,
    /// Again, not before this moment.
    Opnieuw(DateTime<Utc>),
    /// That was the last time: an operator must look.
    Geparkeerd,
}

/// What follows from an attempt, after so many that failed before.
pub fn besluit(
    wijze: Bezorgwijze,
    uitkomst: PogingUitkomst,
    eerder_mislukt: u32,
    gevraagd: Option<TimeDelta>,
    nu: DateTime<Utc>,
    toeval: u32,
) -> Besluit {
    match (uitkomst, wijze) {
        (PogingUitkomst::Gelukt, Bezorgwijze::Push) => Besluit::Bevestigd,
        (PogingUitkomst::Gelukt, _) => Besluit::Aangekondigd,
        (PogingUitkomst::Weg, _) => Besluit::Geparkeerd,
        _ => {
            let wacht = wachttijd(eerder_mislukt.saturating_add(1), gevraagd, toeval);
            let wanneer = wacht.and_then(|wacht| nu.checked_add_signed(wacht));
            wanneer.map_or(Besluit::Geparkeerd, Besluit::Opnieuw)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::wachttijd::MEESTE_POGINGEN;
    use super::*;

    const NU: DateTime<Utc> = DateTime::UNIX_EPOCH;

    #[test]
    fn ontvangen_is_bij_push_bevestigd_en_bij_een_webhook_alleen_aangekondigd() {
        let na = |wijze| besluit(wijze, PogingUitkomst::Gelukt, 3, None, NU, 0);
        assert_eq!(na(Bezorgwijze::Push), Besluit::Bevestigd);
        assert_eq!(na(Bezorgwijze::Webhook), Besluit::Aangekondigd);
    }

    #[test]
    fn wie_weg_is_wordt_niet_nog_eens_geprobeerd_en_wie_blijft_falen_na_de_laatste_keer_niet() {
        let na = |uitkomst, eerder| besluit(Bezorgwijze::Push, uitkomst, eerder, None, NU, 0);
        assert_eq!(na(PogingUitkomst::Weg, 0), Besluit::Geparkeerd);
        for uitkomst in PogingUitkomst::ALLE {
            if [PogingUitkomst::Gelukt, PogingUitkomst::Weg].contains(&uitkomst) {
                continue;
            }
            assert!(matches!(na(uitkomst, MEESTE_POGINGEN - 2), Besluit::Opnieuw(_)), "{uitkomst:?}");
            assert_eq!(na(uitkomst, MEESTE_POGINGEN - 1), Besluit::Geparkeerd, "{uitkomst:?}");
        }
    }

    #[test]
    fn elke_status_heeft_een_uitkomst_en_elke_uitkomst_haar_sleutel() {
        for (status, uitkomst) in [
            (200, PogingUitkomst::Gelukt),
            (204, PogingUitkomst::Gelukt),
            (301, PogingUitkomst::Doorverwezen),
            (308, PogingUitkomst::Doorverwezen),
            (400, PogingUitkomst::Geweigerd),
            (404, PogingUitkomst::Geweigerd),
            (410, PogingUitkomst::Weg),
            (429, PogingUitkomst::TeDruk),
            (500, PogingUitkomst::Serverfout),
            (503, PogingUitkomst::Serverfout),
            (101, PogingUitkomst::Serverfout),
            (999, PogingUitkomst::Serverfout),
        ] {
            assert_eq!(PogingUitkomst::van_status(status, false), uitkomst, "{status}");
        }
        assert_eq!(PogingUitkomst::van_status(503, true), PogingUitkomst::TeDruk);
        for uitkomst in PogingUitkomst::ALLE {
            assert_eq!(PogingUitkomst::van_sleutel(uitkomst.sleutel()), Some(uitkomst));
        }
    }
}
