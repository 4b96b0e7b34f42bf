//! The day before, and the day on which it may go.

use berichtenpoort::bewaren::Soort;
use reqwest::Method;

use crate::api::{Proefpoort, probleem};
use crate::berichten::{AANBIEDER, FENNA, GEMEENTE, IWMO};
use crate::gemeenschap::{doe, getallen, op_elke_url, open};
use crate::hulp::{JEUGD, alles, bevestig_alles, id_van, keten, op_dag, ruim_op, tel};

#[tokio::test(flavor = "multi_thread")]
async fn een_declaratie_gaat_na_zeven_jaar_vanaf_het_einde_van_het_jaar_waarin_de_toewijzing_eindigde() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        let keten = keten(&poort, &url, JEUGD).await;
        op_dag(&poort.poort, "2033-12-31");
        assert_eq!(tel(&poort.poort).await.get(&Soort::Declaraties), None);
        ruim_op(&poort.poort).await;
        assert_eq!(getallen(&url, "SELECT count(*), count(*) FROM prestatie").await, [[1, 1]]);
        op_dag(&poort.poort, "2034-01-01");
        assert_eq!(tel(&poort.poort).await[&Soort::Declaraties], 1);
        assert_eq!(ruim_op(&poort.poort).await[&Soort::Declaraties], 1);
        let over = "SELECT (SELECT count(*) FROM prestatie) + (SELECT count(*) FROM declaratie) + (SELECT count(*) FROM verbruik),
            (SELECT count(*) FROM toewijzing)";
        assert_eq!(getallen(&url, over).await, [[0, 1]], "de toewijzing is er nog");
        let pad = format!("/berichten/{}/inhoud", keten.declaratie);
        let antwoord = poort.als(AANBIEDER, Method::GET, &pad).send().await.unwrap();
        probleem(antwoord, 410, "inhoud-opgeruimd").await;
        let antwoord = poort.als(GEMEENTE, Method::GET, &format!("/declaraties/{}", keten.declaratie));
        assert_eq!(antwoord.send().await.unwrap().status(), 404);
        assert_eq!(ruim_op(&poort.poort).await.get(&Soort::Declaraties), None, "nog eens doet niets");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn een_dossier_gaat_wmo_na_vijftien_en_jeugd_na_twintig_jaar_met_alles_wat_over_de_client_gaat() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        let van_jeugd = keten(&poort, &url, JEUGD).await;
        keten(&poort, &url, IWMO).await;
        let gaat = async |dag: &str| {
            op_dag(&poort.poort, dag);
            ruim_op(&poort.poort).await
        };
        gaat("2034-01-01").await;
        assert_eq!(gaat("2041-06-30").await.get(&Soort::DossiersWmo), None, "de laatste dag telt nog mee");
        assert_eq!(gaat("2041-07-01").await[&Soort::DossiersWmo], 1);
        let clienten = "SELECT count(*), (SELECT count(*) FROM toewijzing) FROM client";
        assert_eq!(getallen(&url, clienten).await, [[1, 1]], "het andere dossier is van dezelfde cliënt");
        let bericht = poort.json(GEMEENTE, &format!("/berichten/{}", van_jeugd.toewijzing)).await;
        assert!(bericht.get("inhoudOpgeruimdOp").is_none());

        assert_eq!(gaat("2046-06-30").await.get(&Soort::DossiersJeugd), None);
        let gegaan = gaat("2046-07-01").await;
        assert_eq!((gegaan[&Soort::DossiersJeugd], gegaan[&Soort::Clienten]), (1, 1), "{gegaan:?}");
        assert_eq!(getallen(&url, clienten).await, [[0, 0]]);
        assert_eq!(getallen(&url, "SELECT count(*), count(*) FROM inhoud").await, [[0, 0]]);

        // What is left of the message says when its content went.
        let bericht = poort.json(GEMEENTE, &format!("/berichten/{}", van_jeugd.toewijzing)).await;
        assert_eq!(bericht["inhoudOpgeruimdOp"], "2046-07-01T08:00:00.000Z");
        assert_eq!(bericht["identificatie"], "T1");
        let pad = format!("/berichten/{}/inhoud", van_jeugd.toewijzing);
        let detail =
            probleem(poort.als(GEMEENTE, Method::GET, &pad).send().await.unwrap(), 410, "inhoud-opgeruimd")
                .await;
        assert!(detail["detail"].as_str().unwrap().contains("opgeruimd op 01-07-2046"), "{detail}");

        // And a year after that nothing is left at all.
        assert_eq!(gaat("2047-07-01").await.get(&Soort::Berichtgegevens), None);
        gaat("2047-07-02").await;
        let leeg = alles(&url).await;
        for tabel in ["bericht", "levering", "zicht", "bevinding", "termijn", "client", "dossier_bericht"] {
            assert!(leeg[tabel].is_empty(), "{tabel}: {:?}", leeg[tabel]);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn de_inhoud_van_wat_is_afgekeurd_en_van_antwoorden_gaat_eerder_dan_dat_er_iets_was() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        let keten = keten(&poort, &url, JEUGD).await;
        let start = poort.stuur_en_verwerk(AANBIEDER, &JEUGD.start("S9", FENNA, &[Some(99)])).await;
        assert_eq!(start["uitkomst"], "afgekeurd");
        bevestig_alles(&url).await;
        op_dag(&poort.poort, "2028-02-03");
        assert_eq!(ruim_op(&poort.poort).await.get(&Soort::Inhoud), None);
        op_dag(&poort.poort, "2028-02-04");
        let gegaan = ruim_op(&poort.poort).await;
        assert_eq!(gegaan[&Soort::Inhoud], 5, "vier retourberichten en de afgekeurde start: {gegaan:?}");
        let bericht = poort.json(AANBIEDER, &format!("/berichten/{}", id_van(&start))).await;
        assert_eq!(bericht["inhoudOpgeruimdOp"], "2028-02-04T08:00:00.000Z");
        assert_eq!(bericht["bevindingen"][0]["regel"], "TR019", "wat de poort vond, staat er nog");
        for (pad, status) in [(&keten.toewijzing, 200), (&keten.declaratie, 200), (&id_van(&start), 410)] {
            let antwoord =
                poort.als(AANBIEDER, Method::GET, &format!("/berichten/{pad}/inhoud")).send().await.unwrap();
            assert_eq!(antwoord.status().as_u16(), status);
        }
        // The same bytes once more are still the same message.
        let weer = poort.stuur(AANBIEDER, JEUGD.start("S9", FENNA, &[Some(99)])).await;
        assert_eq!(weer.status(), 200);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn de_administratie_van_de_poort_zelf_gaat_op_de_dag_na_haar_termijn() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        assert_eq!(poort.stuur(GEMEENTE, "<geen bericht").await.status(), 422);
        doe(&url, "UPDATE toegangssleutel SET verloopt_op = uitgegeven_op").await;
        op_dag(&poort.poort, "2027-02-03");
        assert!(ruim_op(&poort.poort).await.is_empty());
        op_dag(&poort.poort, "2027-02-04");
        let verwacht = [(Soort::Weigeringen, 1), (Soort::Toegang, 4)].into();
        assert_eq!(tel(&poort.poort).await, verwacht);
        assert_eq!(ruim_op(&poort.poort).await, verwacht);
        assert_eq!(
            poort.poort.store.laatst_opgeruimd().await.unwrap(),
            [("toegang".to_owned(), 4), ("weigeringen".to_owned(), 1)]
        );
    })
    .await;
}
