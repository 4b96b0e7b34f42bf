//! "Toon berekening" over HTTP: of a proposal, of a line that a person refused, and of what was answered.

use serde_json::{Value, json};

use crate::berichten::{AANBIEDER, GEMEENTE, IJW};
use crate::declareren::declaratie;
use crate::gemeenschap::op_elke_database;
use crate::kantoor::{FEBRUARI, JANUARI, Kantoor, uren};

async fn sommen(kantoor: &Kantoor, wie: &str, id: &str, regel: u32) -> Vec<Value> {
    let prestatie = kantoor.poort.json(wie, &format!("/declaraties/{id}/prestaties/{regel}")).await;
    prestatie["berekening"]["sommen"].as_array().unwrap_or_else(|| panic!("{prestatie}")).clone()
}

fn van(sommen: &[Value], regel: &str) -> Value {
    sommen.iter().find(|som| som["regel"] == regel).unwrap_or_else(|| panic!("{regel}: {sommen:?}")).clone()
}

#[tokio::test]
async fn bij_elke_prestatie_staan_de_stappen_met_getallen_en_in_woorden() {
    op_elke_database(|store| async move {
        let kantoor = Kantoor::op(store).await;
        let id = kantoor
            .dien_in(&declaratie(&IJW, "D1", &[uren("R1", JANUARI, 6), uren("R2", FEBRUARI, 6)]))
            .await;
        let tweede = sommen(&kantoor, GEMEENTE, &id, 2).await;
        let som = van(&tweede, "TR322");
        assert_eq!(
            (&som["klopt"], &som["eenheid"], &som["maximum"], &som["alToegekend"], &som["deze"], &som["over"]),
            (&json!(false), &json!("04"), &json!(10), &json!(6), &json!(6), &json!(-2))
        );
        assert_eq!(
            som["tekst"],
            "Het volume geldt voor de hele looptijd; hoogstens 10 uur; al toegekend 6 uur; deze prestatie 6 uur; samen 12 uur; 2 uur \
             te veel."
        );
        assert_eq!(som["stappen"][0], json!({"soort": "toegewezen", "aantal": 10, "tekst": "toegewezen 10 uur in totaal"}));
        assert_eq!(som["_links"]["regel"]["href"], "/api/v1/regels/TR322");
        assert!(!som["titel"].as_str().unwrap().is_empty());
        assert_eq!(van(&tweede, "TR346")["klopt"], true);

        // Refusing the first by hand makes room: the second fits, and the first shows what it would have used.
        kantoor.wijs_af(&kantoor.saskia, &id, &[1], "8187").await;
        let nu = van(&sommen(&kantoor, GEMEENTE, &id, 2).await, "TR322");
        assert_eq!((&nu["klopt"], &nu["alToegekend"], &nu["over"]), (&json!(true), &json!(0), &json!(4)));
        assert_eq!(van(&sommen(&kantoor, GEMEENTE, &id, 1).await, "TR322")["over"], 4);

        kantoor.stel_vast(&kantoor.saskia, &id, 2).await;
        for wie in [GEMEENTE, AANBIEDER] {
            assert_eq!(van(&sommen(&kantoor, wie, &id, 2).await, "TR322"), nu, "{wie}");
        }
    })
    .await;
}
