//! The ways in which a party gets its leveringen.

use std::time::Duration;

use reqwest::Url;

use super::poging::PogingUitkomst;

/// How a party gets its leveringen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Bezorgwijze {
    /// It collects them.
    #[default]
    Postbus,
    /// It is told that there is one, and collects it.
    Webhook,
    /// The XML is sent to it.
    Push,
}

impl Bezorgwijze {
    /// Every way.
    pub const ALLE: [Bezorgwijze; 3] = [Bezorgwijze::Postbus, Bezorgwijze::Webhook, Bezorgwijze::Push];

    /// The key in JSON, in the database and on the command line.
    pub fn sleutel(self) -> &'static str {
        match self {
            Bezorgwijze::Postbus => "postbus",
            Bezorgwijze::Webhook => "webhook",
            Bezorgwijze::Push => "push",
        }
    }

    /// The way with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<Bezorgwijze> {
        Bezorgwijze::ALLE.into_iter().find(|wijze| wijze.sleutel() == sleutel)
    }
}

/// What is set for a party.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bezorging {
    /// The way.
    pub wijze: Bezorgwijze,
    /// Where to, for anything but the postbus.
    pub url: Option<Url>,
}

/// Why deliveries cannot be set up so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BezorgFout {
    /// No address that can be delivered to.
    #[error(
        "het adres is niet te gebruiken: {0}. Geef het volledige adres, bijvoorbeeld https://zorg.example/berichten"
    )]
    Adres(&'static str),
    /// A secret of another shape.
    #[error(
        "het geheim is niet te gebruiken: schrijf whsec_ met daarachter 24 tot en met 64 bytes in base64, of laat de poort \
         er een maken"
    )]
    Geheim,
    /// An address or a secret without anything to use it for.
    #[error("bij de wijze postbus horen geen adres en geen geheim: de partij haalt haar leveringen zelf op")]
    Postbus,
    /// The other ways need an address.
    #[error("bij de wijze webhook of push hoort een adres: geef --url")]
    ZonderAdres,
}

impl Bezorging {
    /// What is to be set for a party.
    ///
    /// # Errors
    /// [`BezorgFout`] where way and address do not fit each other.
    pub fn nieuw(wijze: Bezorgwijze, url: Option<&str>) -> Result<Bezorging, BezorgFout> {
        match (wijze, url) {
            (Bezorgwijze::Postbus, None) => Ok(Bezorging { wijze, url: None }),
            (Bezorgwijze::Postbus, Some(_)) => Err(BezorgFout::Postbus),
            (_, None) => Err(BezorgFout::ZonderAdres),
            (_, Some(url)) => Ok(Bezorging { wijze, url: Some(bezorgadres(url)?) }),
        }
    }
}

/// Reads an address that deliveries may be sent to, as far as the text of it tells.
///
/// # Errors
/// [`BezorgFout::Adres`] with what is wrong with it.
pub fn bezorgadres(tekst: &str) -> Result<Url, BezorgFout> {
    let fout = |wat| Err(BezorgFout::Adres(wat));
    let Ok(url) = Url::parse(tekst) else { return fout("het is geen volledig webadres") };
    if !["https", "http"].contains(&url.scheme()) {
        return fout("het begint niet met https://");
    }
    if url.host_str().is_none_or(str::is_empty) {
        return fout("er staat geen servernaam in");
    }
    // What stands there ends up in logs of others, and in our database as it is.
    if !url.username().is_empty() || url.password().is_some() {
        return fout("er staat een naam of een wachtwoord in; onderteken in plaats daarvan met een geheim");
    }
    if url.fragment().is_some() {
        return fout("wat achter een hekje (#) staat, wordt nooit verstuurd");
    }
    if tekst.len() > 500 {
        return fout("het is langer dan 500 tekens");
    }
    Ok(url)
}

/// An attempt that takes longer than this is slow.
pub const TRAAG: Duration = Duration::from_secs(2);

/// How the last attempt to reach a party went: who was reached goes before who was not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stand {
    /// Never tried yet.
    Nieuw,
    /// Reached.
    Goed,
    /// Not reached, or slowly.
    Slecht,
}

impl Stand {
    /// The stand after an attempt that came to this and took so many milliseconds. Who answers slowly is reached, and still keeps
    /// others waiting.
    pub fn na(uitkomst: PogingUitkomst, duur_ms: i64) -> Stand {
        let vlot = u128::try_from(duur_ms).is_ok_and(|ms| ms <= TRAAG.as_millis());
        if uitkomst == PogingUitkomst::Gelukt && vlot { Stand::Goed } else { Stand::Slecht }
    }

    /// Every stand.
    pub const ALLE: [Stand; 3] = [Stand::Nieuw, Stand::Goed, Stand::Slecht];

    /// The key in the database.
    pub fn sleutel(self) -> &'static str {
        match self {
            Stand::Nieuw => "nieuw",
            Stand::Goed => "goed",
            Stand::Slecht => "slecht",
        }
    }

    /// The stand with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<Stand> {
        Stand::ALLE.into_iter().find(|stand| stand.sleutel() == sleutel)
    }
}

/// How far a levering is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Leveringstatus {
    /// It waits, in the postbus or for its next attempt.
    Wachtend,
    /// Its party was told that it is there.
    Aangekondigd,
    /// Its party has it.
    Bevestigd,
    /// It was tried for the last time. It can still be collected from the postbus.
    Mislukt,
}

impl Leveringstatus {
    /// Every status.
    pub const ALLE: [Leveringstatus; 4] = [
        Leveringstatus::Wachtend,
        Leveringstatus::Aangekondigd,
        Leveringstatus::Bevestigd,
        Leveringstatus::Mislukt,
    ];

    /// The key in JSON and on the command line.
    pub fn sleutel(self) -> &'static str {
        match self {
            Leveringstatus::Wachtend => "wachtend",
            Leveringstatus::Aangekondigd => "aangekondigd",
            Leveringstatus::Bevestigd => "bevestigd",
            Leveringstatus::Mislukt => "mislukt",
        }
    }

    /// The status with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<Leveringstatus> {
        Leveringstatus::ALLE.into_iter().find(|status| status.sleutel() == sleutel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn een_bezorgadres_is_een_volledig_webadres_zonder_naam_wachtwoord_of_hekje() {
        assert!(bezorgadres("https://zorg.example/berichten?bron=poort").is_ok());
        assert!(bezorgadres("http://127.0.0.1:8080/").is_ok(), "of het mag, blijkt bij het verbinden");
        for fout in [
            "",
            "zorg.example/berichten",
            "/berichten",
            "ftp://zorg.example/",
            "file:///etc/passwd",
            "https://jan@zorg.example/",
            "https://jan:geheim@zorg.example/",
            "https://zorg.example/#plek",
            "https://",
        ] {
            assert!(bezorgadres(fout).is_err(), "{fout}");
        }
        assert!(bezorgadres(&format!("https://zorg.example/{}", "a".repeat(500))).is_err());
    }

    #[test]
    fn wie_traag_antwoordt_houdt_anderen_op_ook_als_het_lukt() {
        assert_eq!(Stand::na(PogingUitkomst::Gelukt, 2000), Stand::Goed);
        assert_eq!(Stand::na(PogingUitkomst::Gelukt, 2001), Stand::Slecht);
        assert_eq!(Stand::na(PogingUitkomst::Serverfout, 1), Stand::Slecht);
    }

    #[test]
    fn alleen_webhook_en_push_hebben_een_adres_en_die_altijd() {
        let url = Some("https://zorg.example/berichten");
        assert!(Bezorging::nieuw(Bezorgwijze::Push, url).is_ok());
        assert_eq!(Bezorging::nieuw(Bezorgwijze::Webhook, None), Err(BezorgFout::ZonderAdres));
        assert_eq!(Bezorging::nieuw(Bezorgwijze::Postbus, url), Err(BezorgFout::Postbus));
        assert_eq!(Bezorging::nieuw(Bezorgwijze::Postbus, None), Ok(Bezorging::default()));
    }
}
