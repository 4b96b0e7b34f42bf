//! Recording verwerking: all of it or nothing, numbers that are used once, and the dossier that later messages meet.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::gemeenschap::gegevens::{
    AMSTERDAM, Claim, HULP, Regio, ZAANSTAD, ZORG, antwoord, bevinding, bsn, datum, declaratie, header,
    prestatie, seconde, start, stop, toewijzing, verwerking,
};
use crate::gemeenschap::{getallen, op_elke_database, op_elke_url, open};
use berichtenpoort::bericht::{Bsn, Eurocent, Header, Prestatie, ToewijzingNummer};
use berichtenpoort::keten::{Dossier, Uitkomst, Uitslag, Vraag, Wijziging};
use berichtenpoort::store::{Status, Store, Vastgelegd, Verwerking, Zicht};
use tokio::task::JoinSet;
use uuid::Uuid;

/// What a message with this header would ask about these allocations, clients and claim.
fn vraag<'v>(
    header: &'v Header,
    nummers: &[u32],
    clienten: &'v [Bsn],
    claim: Option<&'v Claim>,
) -> Vraag<'v> {
    let prestaties = claim.iter().flat_map(|claim| &claim.clienten).flat_map(|client| &client.prestaties);
    Vraag {
        toewijzingen: nummers.iter().copied().map(ToewijzingNummer).collect(),
        clienten: clienten.iter().collect(),
        declaratienummer: claim.map(|claim| claim.declaratie.nummer.as_str()),
        referenties: prestaties.map(|prestatie| prestatie.referentie.as_str()).collect(),
        ..Vraag::alleen(header)
    }
}

/// What the lines were refused for.
static CODES: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| BTreeSet::from(["9322", "9321"]));

/// The changes of a claim of which the lines with an even place were granted.
fn wijzigingen(claim: &Claim, toegekend: impl Fn(&Prestatie) -> bool) -> Vec<Wijziging<'_>> {
    let client = &claim.clienten[0];
    let mut uit: Vec<_> = client
        .prestaties
        .iter()
        .zip(1..)
        .map(|(prestatie, regel)| Wijziging::Prestatie {
            regel,
            bsn: &client.bsn,
            prestatie,
            uitslag: if toegekend(prestatie) { Uitslag::Toegekend } else { Uitslag::Afgewezen(&CODES) },
        })
        .collect();
    uit.push(Wijziging::Declaratie(&claim.declaratie, Eurocent(0)));
    uit
}

async fn dossier(store: &Store, vraag: &Vraag<'_>) -> Dossier {
    store.dossier(vraag).await.unwrap()
}

#[tokio::test]
async fn an_empty_store_knows_nothing_of_a_message() {
    op_elke_database(|store| async move {
        let header = header("JW323", ZAANSTAD, ZORG, "1");
        let (claim, clienten) = (declaratie("D1", vec![prestatie("R1", 1, 100)]), [bsn(0)]);
        let leeg = dossier(&store, &vraag(&header, &[1], &clienten, Some(&claim))).await;
        assert_eq!(leeg, Dossier::default());
    })
    .await;
}

#[tokio::test]
async fn findings_of_the_chain_are_numbered_on_after_those_of_controle() {
    op_elke_database(|store| async move {
        let regio = Regio::maak(store.clone()).await;
        let header = header("JW305", ZAANSTAD, ZORG, "1");
        regio.bied_aan(&header, b"bytes", &[bevinding("A"), bevinding("B")]).await;
        let werk = regio.claim().await.unwrap();
        let alles = Verwerking {
            uitkomst: Some(Uitkomst::Afgekeurd),
            bevindingen: &[bevinding("C"), bevinding("D")],
            ..verwerking(&header)
        };
        store.leg_verwerking_vast(&werk, &alles, seconde(1)).await.unwrap();
        let bevindingen = store.bevindingen(werk.bericht.id, Zicht::Alles).await.unwrap().unwrap();
        let regels: Vec<_> = bevindingen.iter().filter_map(|een| een.regel.as_deref()).collect();
        assert_eq!(regels, ["A", "B", "C", "D"]);
    })
    .await;
}

#[tokio::test]
async fn an_identification_that_another_stream_used_undoes_everything_that_was_recorded_with_it() {
    op_elke_url(|url| async move {
        let regio = Regio::maak(open(&url).await).await;
        let store = &regio.store;
        // Two gemeenten, so two streams; one aanbieder and one identification (TR056).
        let eerste = header("JW305", ZAANSTAD, ZORG, "ZELFDE");
        let tweede = header("JW305", AMSTERDAM, ZORG, "ZELFDE");
        let gebruikt = |header| Verwerking { identificatie_gebruikt: true, ..verwerking(header) };
        assert!(dossier(store, &vraag(&tweede, &[], &[], None)).await.identificaties.is_empty());
        assert_eq!(regio.verwerk(&eerste, gebruikt(&eerste)).await, Vastgelegd::Ja);
        assert_eq!(dossier(store, &vraag(&tweede, &[], &[], None)).await.identificaties.len(), 1);
        let ander_type = header("JW307", AMSTERDAM, ZORG, "ZELFDE");
        assert!(dossier(store, &vraag(&ander_type, &[], &[], None)).await.identificaties.is_empty());

        let werk = regio.ontvang_en_claim(&tweede).await;
        let voor = tellingen(&url).await;
        let (bsn, product, start) = (bsn(0), toewijzing(9, "2026-01-01T10:00:00", "2026-12-31"), start(9));
        let alles = Verwerking {
            bevindingen: &[bevinding("TR302")],
            wijzigingen: &[Wijziging::Toewijzing(&bsn, &product, None), Wijziging::Start(&bsn, &start)],
            antwoord: Some(antwoord(&regio, &tweede, b"retour")),
            leveringen: &[(Uuid::now_v7(), regio.partij(AMSTERDAM), werk.bericht.id)],
            ..gebruikt(&tweede)
        };
        let uit = store.leg_verwerking_vast(&werk, &alles, seconde(1)).await.unwrap();
        assert_eq!(uit, Vastgelegd::Botsing);
        assert_eq!(tellingen(&url).await, voor);
        let rij = store.bericht(werk.bericht.id, Zicht::Alles).await.unwrap().unwrap();
        assert_eq!(rij, werk.bericht);

        // The lease is still held: judged again, it is recorded.
        let opnieuw = Verwerking { identificatie_gebruikt: false, ..alles };
        let uit = store.leg_verwerking_vast(&werk, &opnieuw, seconde(1)).await.unwrap();
        assert_eq!(uit, Vastgelegd::Ja);
    })
    .await;
}

#[tokio::test]
async fn what_fails_at_the_very_end_undoes_everything_too() {
    op_elke_url(|url| async move {
        let regio = Regio::maak(open(&url).await).await;
        let header = header("JW301", ZAANSTAD, ZORG, "1");
        let werk = regio.ontvang_en_claim(&header).await;
        let voor = tellingen(&url).await;
        let (bsn, product) = (bsn(0), toewijzing(1, "2026-01-01T10:00:00", "2026-12-31"));
        let alles = Verwerking {
            wijzigingen: &[Wijziging::Toewijzing(&bsn, &product, None)],
            identificatie_gebruikt: true,
            antwoord: Some(antwoord(&regio, &header, b"retour")),
            // To a party that does not exist: no collision, but an error.
            leveringen: &[(Uuid::now_v7(), Uuid::now_v7(), werk.bericht.id)],
            ..verwerking(&header)
        };
        assert!(regio.store.leg_verwerking_vast(&werk, &alles, seconde(1)).await.is_err());
        let onbekend =
            Verwerking { leveringen: &[(Uuid::now_v7(), regio.partij(ZORG), Uuid::now_v7())], ..alles };
        assert!(regio.store.leg_verwerking_vast(&werk, &onbekend, seconde(1)).await.is_err());
        assert_eq!(tellingen(&url).await, voor);
        assert!(regio.store.verleng(&werk, seconde(90)).await.unwrap(), "de lease is er nog");
    })
    .await;
}

#[tokio::test]
async fn in_force_is_the_version_with_the_latest_moment_and_not_the_one_that_came_last() {
    op_elke_database(|store| async move {
        let regio = Regio::maak(store.clone()).await;
        let bsn = bsn(0);
        let versies = [
            ("2026-03-01T10:00:00", "2026-09-30", "2026-09-30"),
            // Came later, was decided earlier.
            ("2026-02-01T10:00:00", "2026-06-30", "2026-09-30"),
            // The same moment: the last one received.
            ("2026-03-01T10:00:00", "2026-10-31", "2026-10-31"),
            ("2026-03-01T10:00:00.000001", "2026-11-30", "2026-11-30"),
        ];
        for (nummer, (moment, einddatum, verwacht)) in versies.into_iter().enumerate() {
            let header = header("JW301", ZAANSTAD, ZORG, &nummer.to_string());
            let product = toewijzing(7, moment, einddatum);
            let wijzigingen = [Wijziging::Toewijzing(&bsn, &product, None)];
            let uit =
                regio.verwerk(&header, Verwerking { wijzigingen: &wijzigingen, ..verwerking(&header) }).await;
            assert_eq!(uit, Vastgelegd::Ja);
            let bekend = dossier(&store, &vraag(&header, &[7, 8], &[], None)).await.toewijzingen;
            assert_eq!(bekend.met(ToewijzingNummer(8)), None);
            let geldend = bekend.met(ToewijzingNummer(7)).unwrap();
            assert_eq!(geldend.einddatum, Some(datum(verwacht)), "na versie {nummer}");
            assert_eq!((geldend.bsn.as_str(), geldend.aanbieder.as_str()), (bsn.as_str(), ZORG));
        }
    })
    .await;
}

#[tokio::test]
async fn two_versions_with_one_moment_in_one_message_leave_the_last() {
    op_elke_database(|store| async move {
        let regio = Regio::maak(store.clone()).await;
        let (header, bsn) = (header("JW301", ZAANSTAD, ZORG, "1"), bsn(0));
        let een = toewijzing(7, "2026-03-01T10:00:00", "2026-09-30");
        let twee = toewijzing(7, "2026-03-01T10:00:00", "2026-10-31");
        let wijzigingen = [Wijziging::Toewijzing(&bsn, &een, None), Wijziging::Toewijzing(&bsn, &twee, None)];
        let uit =
            regio.verwerk(&header, Verwerking { wijzigingen: &wijzigingen, ..verwerking(&header) }).await;
        assert_eq!(uit, Vastgelegd::Ja);
        let bekend = dossier(&store, &vraag(&header, &[7], &[], None)).await.toewijzingen;
        assert_eq!(bekend.met(ToewijzingNummer(7)).unwrap().einddatum, Some(datum("2026-10-31")));
    })
    .await;
}

#[tokio::test]
async fn a_toewijzingnummer_stays_with_its_aanbieder_and_client() {
    op_elke_database(|store| async move {
        let regio = Regio::maak(store.clone()).await;
        let product = toewijzing(7, "2026-03-01T10:00:00", "2026-09-30");
        let (een, twee) = (bsn(0), bsn(1));
        // TR332, except for another gemeente and another standard, which count by themselves.
        for (naam, gemeente, aanbieder, bsn, verwacht) in [
            ("JW301", ZAANSTAD, ZORG, &een, Vastgelegd::Ja),
            ("JW301", ZAANSTAD, ZORG, &twee, Vastgelegd::Botsing),
            ("JW301", ZAANSTAD, HULP, &een, Vastgelegd::Botsing),
            ("JW301", AMSTERDAM, HULP, &twee, Vastgelegd::Ja),
            ("WMO301", ZAANSTAD, HULP, &twee, Vastgelegd::Ja),
        ] {
            let header = header(naam, gemeente, aanbieder, bsn.as_str());
            let wijzigingen = [Wijziging::Toewijzing(bsn, &product, None)];
            let uit =
                regio.verwerk(&header, Verwerking { wijzigingen: &wijzigingen, ..verwerking(&header) }).await;
            assert_eq!(uit, verwacht, "{naam} {gemeente} {aanbieder}");
        }
        let clienten = [een.clone(), twee.clone(), bsn(2)];
        for (naam, gemeente, aanbieder, verwacht) in [
            ("JW323", ZAANSTAD, ZORG, vec![&een]),
            ("JW323", ZAANSTAD, HULP, vec![]),
            ("JW323", AMSTERDAM, HULP, vec![&twee]),
        ] {
            let header = header(naam, gemeente, aanbieder, "1");
            let bekend = dossier(&store, &vraag(&header, &[], &clienten, None)).await.clienten;
            assert_eq!(bekend.iter().collect::<Vec<_>>(), verwacht, "{gemeente} {aanbieder}");
        }
    })
    .await;
}

#[tokio::test]
async fn starts_and_stops_are_kept_in_their_order_with_those_that_take_one_back() {
    op_elke_url(|url| async move {
        let regio = Regio::maak(open(&url).await).await;
        let (header, bsn, start, stop) = (header("JW305", ZAANSTAD, ZORG, "1"), bsn(0), start(1), stop(2));
        let wijzigingen =
            [Wijziging::Start(&bsn, &start), Wijziging::Stop(&bsn, &stop), Wijziging::Start(&bsn, &start)];
        let uit =
            regio.verwerk(&header, Verwerking { wijzigingen: &wijzigingen, ..verwerking(&header) }).await;
        assert_eq!(uit, Vastgelegd::Ja);
        let volgorde =
            getallen(&url, "SELECT nummer, bericht_volgnummer FROM regie ORDER BY volgnummer").await;
        assert_eq!(volgorde.iter().map(|[nummer, _]| *nummer).collect::<Vec<_>>(), [1, 2, 1]);
    })
    .await;
}

#[tokio::test]
async fn a_declaratienummer_is_used_once_by_an_aanbieder_whatever_the_gemeente() {
    op_elke_database(|store| async move {
        let regio = Regio::maak(store.clone()).await;
        for (plaats, (naam, gemeente, aanbieder, verwacht)) in [
            ("JW323", ZAANSTAD, ZORG, Vastgelegd::Ja),
            ("JW323", AMSTERDAM, ZORG, Vastgelegd::Botsing),
            ("WMO323", ZAANSTAD, ZORG, Vastgelegd::Ja),
            ("JW323", ZAANSTAD, HULP, Vastgelegd::Ja),
        ]
        .into_iter()
        .enumerate()
        {
            let header = header(naam, gemeente, aanbieder, &plaats.to_string());
            let claim = declaratie("D1", vec![prestatie(&format!("R{plaats}"), 1, 100)]);
            let gebruikt = dossier(&store, &vraag(&header, &[], &[], Some(&claim))).await;
            assert_eq!(gebruikt.declaratienummers.contains("D1"), verwacht == Vastgelegd::Botsing);
            let wijzigingen = wijzigingen(&claim, |_| true);
            let uit =
                regio.verwerk(&header, Verwerking { wijzigingen: &wijzigingen, ..verwerking(&header) }).await;
            assert_eq!(uit, verwacht, "{naam} {gemeente} {aanbieder}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_refused_line_keeps_its_number_used_and_leaves_an_earlier_line_with_that_number_as_it_is() {
    op_elke_url(|url| async move {
        let regio = Regio::maak(open(&url).await).await;
        let store = &regio.store;
        let verwerk = async |plaats: &str, gemeente: &str, prestaties: Vec<Prestatie>, toegekend: &[&str]| {
            let header = header("JW323", gemeente, ZORG, plaats);
            let claim = declaratie(plaats, prestaties);
            let wijzigingen =
                wijzigingen(&claim, |prestatie| toegekend.contains(&prestatie.referentie.as_str()));
            regio.verwerk(&header, Verwerking { wijzigingen: &wijzigingen, ..verwerking(&header) }).await
        };
        let lijnen = vec![prestatie("R1", 1, 100), prestatie("R2", 1, -200), prestatie("R3", 1, 300)];
        assert_eq!(verwerk("D1", ZAANSTAD, lijnen, &["R1", "R2"]).await, Vastgelegd::Ja);
        let bedragen = "SELECT bedrag, bericht_volgnummer FROM prestatie ORDER BY referentie";
        let eerst = getallen(&url, bedragen).await;
        assert_eq!(eerst.iter().map(|[bedrag, _]| *bedrag).collect::<Vec<_>>(), [100, -200, 300]);

        // Granted, with a number that another message used, granted or refused (TR314).
        for referentie in ["R1", "R3"] {
            let lijnen = vec![prestatie("R0", 1, 1), prestatie(referentie, 1, 999)];
            assert_eq!(
                verwerk(&format!("D-{referentie}"), AMSTERDAM, lijnen, &["R0", referentie]).await,
                Vastgelegd::Botsing
            );
            assert_eq!(getallen(&url, bedragen).await, eerst);
        }
        // Refused, with numbers that another message used, and one that stands twice in this message.
        let lijnen = vec![
            prestatie("R1", 1, 999),
            prestatie("R3", 1, 999),
            prestatie("R4", 1, 400),
            prestatie("R4", 1, 999),
        ];
        assert_eq!(verwerk("D2", AMSTERDAM, lijnen, &[]).await, Vastgelegd::Ja);
        // Every line is there, and of each number one keeps it.
        let houders =
            "SELECT bedrag, bericht_volgnummer FROM prestatie WHERE houdt_nummer ORDER BY referentie";
        let daarna = getallen(&url, houders).await;
        assert_eq!(daarna[..3], eerst[..]);
        assert_eq!((daarna.len(), daarna[3][0]), (4, 400));
        let overig = "SELECT regel, bedrag FROM prestatie WHERE NOT houdt_nummer ORDER BY regel";
        assert_eq!(getallen(&url, overig).await, [[1, 999], [2, 999], [4, 999]]);
        let codes = "SELECT count(*), sum(CASE WHEN toegekend THEN 1 ELSE 0 END) FROM prestatie
                     WHERE retourcodes = '9321 9322' OR (toegekend AND retourcodes IS NULL)";
        assert_eq!(getallen(&url, codes).await, [[7, 2]]);

        let header = header("JW323", ZAANSTAD, ZORG, "X");
        let claim =
            declaratie("D9", ["R0", "R1", "R3", "R4"].map(|referentie| prestatie(referentie, 1, 1)).into());
        let gebruikt = dossier(store, &vraag(&header, &[], &[], Some(&claim))).await.prestaties;
        let bekend = ["R0", "R1", "R3", "R4"].map(|referentie| gebruikt.is_gebruikt(referentie));
        assert_eq!(bekend, [false, true, true, true]);
    })
    .await;
}

#[tokio::test]
async fn two_granted_lines_with_one_number_in_a_message_are_an_error_and_not_a_loss() {
    op_elke_database(|store| async move {
        let regio = Regio::maak(store.clone()).await;
        let header = header("JW323", ZAANSTAD, ZORG, "1");
        let claim = declaratie("D1", vec![prestatie("R1", 1, 100), prestatie("R1", 1, 200)]);
        let werk = regio.ontvang_en_claim(&header).await;
        let wijzigingen = wijzigingen(&claim, |_| true);
        let alles = Verwerking { wijzigingen: &wijzigingen, ..verwerking(&header) };
        assert!(store.leg_verwerking_vast(&werk, &alles, seconde(1)).await.is_err());
        let rij = store.bericht(werk.bericht.id, Zicht::Alles).await.unwrap().unwrap();
        assert_eq!(rij.status, Status::Ontvangen);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_streams_that_use_the_same_numbers_at_once_one_wins_and_the_other_collides() {
    op_elke_database(|store| async move {
        let regio = Regio::maak(store.clone()).await;
        for ronde in 0..10 {
            let mut taken = JoinSet::new();
            for (gemeente, omgekeerd) in [(ZAANSTAD, false), (AMSTERDAM, true)] {
                let header = header("JW323", gemeente, ZORG, &format!("{ronde}"));
                let werk = regio.ontvang_en_claim(&header).await;
                let store = store.clone();
                taken.spawn(async move {
                    // Granted here is refused there, so that each waits for a number of the other.
                    let lijnen =
                        (0..50).map(|nummer| prestatie(&format!("{ronde}-{nummer}"), 1, 1)).collect();
                    let claim = declaratie(&format!("{ronde}-{gemeente}"), lijnen);
                    let even =
                        |prestatie: &Prestatie| prestatie.referentie.ends_with(['0', '2', '4', '6', '8']);
                    let wijzigingen = wijzigingen(&claim, |prestatie| even(prestatie) != omgekeerd);
                    let alles = Verwerking { wijzigingen: &wijzigingen, ..verwerking(&header) };
                    let uit = store.leg_verwerking_vast(&werk, &alles, seconde(1)).await.unwrap();
                    if uit == Vastgelegd::Botsing {
                        store.meld_mislukt(&werk, "botsing", seconde(1), None).await.unwrap();
                    }
                    uit
                });
            }
            let uitkomsten = taken.join_all().await;
            assert!(
                uitkomsten.contains(&Vastgelegd::Ja) && uitkomsten.contains(&Vastgelegd::Botsing),
                "{uitkomsten:?}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_claim_of_thirty_one_thousand_lines_is_recorded_and_found_again() {
    op_elke_url(|url| async move {
        let regio = Regio::maak(open(&url).await).await;
        let header = header("JW323", ZAANSTAD, ZORG, "1");
        let lijnen = (0..31_000).map(|nummer| prestatie(&format!("REF-{nummer}"), nummer, 12_345)).collect();
        let claim = declaratie("D1", lijnen);
        let werk = regio.ontvang_en_claim(&header).await;
        let wijzigingen = wijzigingen(&claim, |prestatie| prestatie.nummer.0 % 3 != 0);
        let alles = Verwerking { wijzigingen: &wijzigingen, ..verwerking(&header) };
        let begin = std::time::Instant::now();
        let uit = regio.store.leg_verwerking_vast(&werk, &alles, seconde(1)).await.unwrap();
        let (vastleggen, begin) = (begin.elapsed(), std::time::Instant::now());
        assert_eq!(uit, Vastgelegd::Ja);
        let nummers: Vec<u32> = (0..31_000).collect();
        let clienten = [bsn(0)];
        let bekend = dossier(&regio.store, &vraag(&header, &nummers, &clienten, Some(&claim))).await;
        eprintln!("31.000 prestaties: vastleggen {vastleggen:?}, dossier {:?}", begin.elapsed());
        assert!(
            claim.clienten[0].prestaties.iter().all(|een| bekend.prestaties.is_gebruikt(&een.referentie))
        );
        assert!(bekend.declaratienummers.contains("D1"));
        let som = getallen(&url, "SELECT CAST(sum(bedrag) AS BIGINT), count(*) FROM prestatie").await;
        assert_eq!(som, [[31_000 * 12_345, 31_000]]);
    })
    .await;
}

/// The number of rows in all tables that verwerking writes, and how many leases are held.
async fn tellingen(url: &str) -> [i64; 2] {
    let tellingen = getallen(
        url,
        "SELECT (SELECT count(*) FROM bevinding) + (SELECT count(*) FROM toewijzing) + (SELECT count(*) FROM regie)
              + (SELECT count(*) FROM toewijzing_nummer) + (SELECT count(*) FROM gebruikte_identificatie)
              + (SELECT count(*) FROM bericht) + (SELECT count(*) FROM inhoud) + (SELECT count(*) FROM zicht)
              + (SELECT count(*) FROM levering),
                (SELECT count(*) FROM stroom_lease WHERE lease_door IS NOT NULL)",
    );
    tellingen.await[0]
}
