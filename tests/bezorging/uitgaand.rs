//! Where requests may go, and receivers that fail in every way there is.

use std::time::Duration;

use berichtenpoort::bezorging::{Adresbeleid, PogingUitkomst};
use berichtenpoort::uitgaand::{Antwoord, Uitgaand};
use reqwest::Url;
use reqwest::header::HeaderMap;

use crate::ontvanger::{Autoriteit, GOED, Gedrag, Ontvanger};

/// Only to this machine.
pub fn beleid() -> Adresbeleid {
    Adresbeleid::met(vec!["127.0.0.0/8".parse().unwrap()])
}

fn uitgaand() -> Uitgaand {
    Uitgaand::nieuw(beleid(), Vec::new()).unwrap()
}

async fn post(uitgaand: &Uitgaand, url: &str) -> Antwoord {
    let url = Url::parse(url).unwrap();
    uitgaand.post(&url, HeaderMap::new(), b"<a/>".to_vec()).await
}

async fn na(gedrag: Gedrag, geduld: Duration) -> Antwoord {
    let ontvanger = Ontvanger::start(move |_| gedrag.clone()).await;
    post(&uitgaand().met_geduld(geduld), &ontvanger.url("/")).await
}

/// Longer than any answer takes that comes at once.
const RUIM: Duration = Duration::from_secs(60);
/// For what never comes to an end.
const KORT: Duration = Duration::from_millis(300);

#[tokio::test]
async fn een_ontvanger_die_op_tien_manieren_faalt() {
    let status = |uitkomst, status| Antwoord { uitkomst, status: Some(status), retry_after: None };
    let zonder = Antwoord::zonder_status;
    // 1. Nobody listens.
    let weg = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let adres = weg.local_addr().unwrap();
    drop(weg);
    let antwoord = post(&uitgaand(), &format!("http://{adres}/")).await;
    assert_eq!(antwoord, zonder(PogingUitkomst::NietVerbonden));
    // 2. It hangs.
    assert_eq!(na(Gedrag::Hangt, KORT).await, zonder(PogingUitkomst::TeTraag));
    // 3. It drips.
    assert_eq!(na(Gedrag::Druppelt, KORT).await, zonder(PogingUitkomst::TeTraag));
    // 4. An error.
    assert_eq!(na(Gedrag::Status(500, ""), RUIM).await, status(PogingUitkomst::Serverfout, 500));
    // 5. and 6. It asks for a delay.
    for code in [503, 429] {
        let antwoord = na(Gedrag::Status(code, "Retry-After: 120\r\n"), RUIM).await;
        let verwacht = Antwoord {
            uitkomst: PogingUitkomst::TeDruk,
            status: Some(code),
            retry_after: Some("120".to_owned()),
        };
        assert_eq!(antwoord, verwacht);
    }
    // 7. A body without end, after an answer that says enough.
    assert_eq!(na(Gedrag::ZonderEinde, RUIM).await, status(PogingUitkomst::Gelukt, 200));
    // 8. and 9. It hangs up.
    assert_eq!(na(Gedrag::SluitVroeg, RUIM).await, zonder(PogingUitkomst::Afgebroken));
    assert_eq!(na(Gedrag::SluitHalverwege, RUIM).await, zonder(PogingUitkomst::Afgebroken));
    // 10. Nobody receives here any more.
    assert_eq!(na(Gedrag::Status(410, ""), RUIM).await, status(PogingUitkomst::Weg, 410));
    // And one that does not fail.
    assert_eq!(na(GOED, RUIM).await, status(PogingUitkomst::Gelukt, 200));
}

#[tokio::test]
async fn een_doorverwijzing_wordt_niet_gevolgd() {
    let ontvanger = Ontvanger::start(|_| Gedrag::Status(307, "Location: /elders\r\n")).await;
    let antwoord = post(&uitgaand(), &ontvanger.url("/hier")).await;
    assert_eq!((antwoord.uitkomst, antwoord.status), (PogingUitkomst::Doorverwezen, Some(307)));
    let mut verzoeken = ontvanger.verzoeken;
    assert_eq!(verzoeken.recv().await.unwrap().pad, "/hier");
    assert!(verzoeken.try_recv().is_err(), "er kwam geen tweede verzoek");
}

#[tokio::test]
async fn een_adres_van_het_eigen_netwerk_wordt_niet_verbonden_ook_niet_achter_een_naam() {
    let mut ontvanger = Ontvanger::start(|_| GOED).await;
    let poort = ontvanger.adres.port();
    let streng = Uitgaand::nieuw(Adresbeleid::default(), Vec::new()).unwrap();
    for waar in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0.0.0.0"] {
        for soort in ["http", "https"] {
            let antwoord = post(&streng, &format!("{soort}://{waar}:{poort}/")).await;
            assert_eq!(
                antwoord,
                Antwoord::zonder_status(PogingUitkomst::AdresNietToegestaan),
                "{soort} {waar}"
            );
        }
    }
    assert!(ontvanger.verzoeken.try_recv().is_err(), "niets is verstuurd");
    let antwoord = post(&uitgaand(), &format!("http://localhost:{poort}/")).await;
    assert_eq!(antwoord.uitkomst, PogingUitkomst::Gelukt, "wat de beheerder toestaat, mag");
}

#[tokio::test]
async fn een_naam_die_niet_bestaat_wordt_zo_genoemd() {
    let antwoord = post(&uitgaand(), "https://bestaat-niet.invalid/").await;
    assert_eq!(antwoord, Antwoord::zonder_status(PogingUitkomst::NaamOnbekend));
}

#[tokio::test]
async fn certificaten_worden_gecontroleerd() {
    let (onze, vreemde) = (Autoriteit::nieuw(), Autoriteit::nieuw());
    let uitgaand = Uitgaand::nieuw(beleid(), vec![onze.certificaat.clone()]).unwrap();
    let fout = Antwoord::zonder_status(PogingUitkomst::Certificaat);
    for (wat, tls) in [
        ("van een vreemde autoriteit", vreemde.server("localhost")),
        ("voor een andere naam", onze.server("zorg.example")),
        ("verlopen", onze.verlopen_server("localhost")),
    ] {
        let mut ontvanger = Ontvanger::met_tls(tls, |_| GOED).await;
        let url = format!("https://localhost:{}/", ontvanger.adres.port());
        assert_eq!(post(&uitgaand, &url).await, fout, "{wat}");
        assert!(ontvanger.verzoeken.try_recv().is_err(), "{wat}: niets is verstuurd");
    }
    // And one that is right.
    let ontvanger = Ontvanger::met_tls(onze.server("localhost"), |_| GOED).await;
    let url = format!("https://localhost:{}/", ontvanger.adres.port());
    assert_eq!(post(&uitgaand, &url).await.uitkomst, PogingUitkomst::Gelukt);
}
