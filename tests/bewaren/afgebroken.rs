//! Stopped, killed, and two at once.

use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use berichtenpoort::bewaren::{Bewaarregels, Soort};
use berichtenpoort::poort::{Nachtwerk, Opruimuitkomst};
use chrono::TimeDelta;

use crate::api::Proefpoort;
use crate::berichten::{GEMEENTE, IJW, NOOR};
use crate::drukte::{self, Regio};
use crate::gemeenschap::beeld::{Naam, assert_gelijk, projecties};
use crate::gemeenschap::{getallen, op_elke_url, open};
use crate::hulp::{JEUGD, alles, bevestig_alles, keten, op_dag, ruim_op};

/// A region of which everything is confirmed.
async fn regio(url: &str) -> Regio {
    let regio = Regio::op(open(url).await).await;
    for bericht in drukte::berichten(5, 400) {
        regio.stuur(bericht.afzender, &bericht.xml).await;
    }
    regio.verwerk_alles().await;
    bevestig_alles(url).await;
    regio
}

#[tokio::test(flavor = "multi_thread")]
async fn wie_na_elke_stap_wordt_gestopt_komt_uit_waar_een_ander_in_een_keer_komt() {
    op_elke_url(|url| async move {
        let regio = regio(&url).await;
        op_dag(&regio.poort, "2050-01-01");
        let mut keren = 0;
        loop {
            let stappen = AtomicU32::new(0);
            // As far as one step of each kind, and one more each time.
            let toegestaan = 1 + keren;
            let door = || stappen.fetch_add(1, Ordering::Relaxed) < toegestaan;
            let uit = regio.poort.ruim_op(&Bewaarregels::default(), door).await.unwrap();
            keren += 1;
            let eerst = projecties(&url, Naam::Nummer).await;
            regio.poort.herbouw().await.unwrap();
            assert_gelijk(&eerst, &projecties(&url, Naam::Nummer).await, "halverwege");
            if matches!(uit, Opruimuitkomst::Klaar(_)) {
                break;
            }
        }
        assert!(keren > 10, "{keren}");
        assert!(ruim_op(&regio.poort).await.is_empty(), "er is niets over dat weg mag");
        let over =
            "SELECT count(*), count(*) FROM inhoud i JOIN bericht b ON b.volgnummer = i.bericht_volgnummer
            WHERE b.berichttype IN ('JW323', 'WMO323', 'JW325', 'WMO325', 'JW302', 'JW306')";
        assert_eq!(getallen(&url, over).await, [[0, 0]]);
    })
    .await;
}

fn opdracht(url: &str) -> Command {
    let mut opdracht = Command::new(env!("CARGO_BIN_EXE_berichtenpoort"));
    opdracht.args(["bewaren", "--opruimen", "--database-url", url]);
    for soort in ["inhoud", "declaraties", "dossiers-wmo", "dossiers-jeugd", "berichtgegevens"] {
        opdracht.args(["--termijn", &format!("{soort}=0 dagen")]);
    }
    opdracht.env_remove("BERICHTENPOORT_SLEUTEL").stdout(Stdio::piped()).stderr(Stdio::piped());
    opdracht
}

/// The clock of a process is that of the system, so its periods are nothing here, and what lies in the future stays.
#[tokio::test(flavor = "multi_thread")]
async fn na_kill_9_halverwege_gaat_de_volgende_verder() {
    op_elke_url(|url| async move {
        let regio = regio(&url).await;
        let gegaan = "SELECT count(*), count(*) FROM bericht WHERE inhoud_opgeruimd_op IS NOT NULL";
        let mut eerste = opdracht(&url).spawn().unwrap();
        while getallen(&url, gegaan).await[0][0] == 0 && eerste.try_wait().unwrap().is_none() {}
        eerste.kill().unwrap();
        eerste.wait().unwrap();
        let halverwege = getallen(&url, gegaan).await[0][0];
        assert!(halverwege > 0);
        let eerst = projecties(&url, Naam::Nummer).await;
        regio.poort.herbouw().await.unwrap();
        assert_gelijk(&eerst, &projecties(&url, Naam::Nummer).await, "kill -9");

        // It still holds the run, until its lease is over.
        let open = "SELECT count(*), count(*) FROM opruiming WHERE klaar_op IS NULL";
        if getallen(&url, open).await[0][0] == 1 {
            let tweede = opdracht(&url).output().unwrap();
            assert_eq!(tweede.status.code(), Some(1), "{tweede:?}");
            assert!(String::from_utf8_lossy(&tweede.stderr).contains("ander proces ruimt"), "{tweede:?}");
            crate::gemeenschap::doe(&url, "UPDATE opruiming SET lease_tot = begonnen_op").await;
        }
        let derde = opdracht(&url).output().unwrap();
        assert!(derde.status.success(), "{derde:?}");
        let uit = String::from_utf8(derde.stdout).unwrap();
        assert!(uit.contains("Dit is opgeruimd:"), "{uit}");
        assert_eq!(getallen(&url, open).await, [[0, 0]]);
        let eerst = projecties(&url, Naam::Nummer).await;
        regio.poort.herbouw().await.unwrap();
        assert_gelijk(&eerst, &projecties(&url, Naam::Nummer).await, "de volgende");
        let over = opdracht(&url).output().unwrap();
        let niets = |regel: &&str| regel.starts_with("  ") && !regel.trim_start().starts_with("0 ");
        let uit = String::from_utf8(over.stdout).unwrap();
        assert_eq!(uit.lines().filter(niets).collect::<Vec<_>>(), Vec::<&str>::new());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wie_zijn_beurt_verloor_ruimt_niets_meer_op() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        keten(&poort, &url, JEUGD).await;
        op_dag(&poort.poort, "2050-01-01");
        let (store, nu) = (&poort.poort.store, poort.klok.nu());
        let lease = nu + TimeDelta::minutes(2);
        let eerste = store.begin_opruiming(nu, lease).await.unwrap().unwrap();
        assert!(store.begin_opruiming(nu, lease).await.unwrap().is_none(), "een tegelijk");
        poort.klok.zet(lease);
        let tweede = store.begin_opruiming(lease, lease + TimeDelta::minutes(2)).await.unwrap().unwrap();
        let stap = berichtenpoort::store::Opruimstap {
            opruiming: eerste,
            nu: lease,
            lease_tot: lease,
            soort: Soort::Inhoud,
            tot: "2049-01-01".parse().unwrap(),
        };
        let eerst = alles(&url).await;
        store.ruim_rijen_op(&stap, &Default::default()).await.unwrap_err();
        store
            .ruim_gehelen_op(
                &berichtenpoort::store::Opruimstap { soort: Soort::Declaraties, ..stap },
                &Default::default(),
                &|_| true,
                &|_| true,
            )
            .await
            .unwrap_err();
        assert_eq!(alles(&url).await, eerst);
        store.eindig_opruiming(tweede, lease).await.unwrap();
        assert_eq!(ruim_op(&poort.poort).await[&Soort::Declaraties], 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn s_nachts_ruimt_een_proces_een_keer_op_en_overdag_niemand() {
    op_elke_url(|url| async move {
        let poort = Proefpoort::op(open(&url).await).await;
        keten(&poort, &url, JEUGD).await;
        let werk = Nachtwerk { regels: Bewaarregels::default(), uren: "1-5".parse().unwrap() };
        let om = |moment: &str| poort.klok.zet(moment.parse().unwrap());
        // Half past twelve at night in Amsterdam, in winter.
        om("2033-12-31T23:30:00Z");
        assert_eq!(poort.poort.ruim_s_nachts_op(&werk, || true).await.unwrap(), None);
        om("2034-01-01T00:30:00Z");
        let uit = poort.poort.ruim_s_nachts_op(&werk, || true).await.unwrap();
        assert!(matches!(uit, Some(Opruimuitkomst::Klaar(_))), "{uit:?}");
        assert_eq!(getallen(&url, "SELECT count(*), count(*) FROM declaratie").await, [[0, 0]]);
        om("2034-01-01T02:30:00Z");
        assert_eq!(poort.poort.ruim_s_nachts_op(&werk, || true).await.unwrap(), None, "vannacht al gedaan");
        om("2034-01-02T01:30:00Z");
        assert!(poort.poort.ruim_s_nachts_op(&werk, || true).await.unwrap().is_some());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tijdens_het_opruimen_komen_berichten_binnen_en_worden_zij_verwerkt() {
    op_elke_url(|url| async move {
        let regio = regio(&url).await;
        op_dag(&regio.poort, "2050-01-01");
        let (poort, store) = (regio.poort.clone(), regio.poort.store.clone());
        let opruimen = tokio::spawn(async move { poort.ruim_op(&Bewaarregels::default(), || true).await.unwrap() });
        let mut verstuurd = 0;
        while !opruimen.is_finished() {
            verstuurd += 1;
            let xml = IJW.toewijzing(&format!("N{verstuurd}"), NOOR, &[(5_000_000 + verstuurd, "2026-01-01", None)]);
            regio.stuur(GEMEENTE, &xml).await;
            regio.verwerk_alles().await;
        }
        assert!(matches!(opruimen.await.unwrap(), Opruimuitkomst::Klaar(_)));
        assert!(verstuurd > 0);
        let zonder = "SELECT count(*), count(*) FROM dossier_bericht d WHERE d.client NOT IN (SELECT pseudoniem FROM client)";
        assert_eq!(getallen(&url, zonder).await, [[0, 0]]);
        assert_eq!(store.wachtend().await.unwrap(), 0);
        let eerst = projecties(&url, Naam::Nummer).await;
        regio.poort.herbouw().await.unwrap();
        assert_gelijk(&eerst, &projecties(&url, Naam::Nummer).await, "tegelijk");
    })
    .await;
}
