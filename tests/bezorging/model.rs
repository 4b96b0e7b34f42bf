//! Bringing held against a model of it: whatever comes in between, in whatever order.
//!
//! The model says of each moment whose turn it is, what an outcome changes and what it leaves. The store must say the same after every
//! step, and in the end nothing may be left behind.

use berichtenpoort::bezorging::{
    Besluit, Bezorging, Bezorgwijze, Geheim, Leveringstatus, PogingUitkomst, Stand, besluit,
};
use berichtenpoort::partij::{Partij, PartijSoort};
use berichtenpoort::store::{Bezorgwerk, GedanePoging, Zicht};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use uuid::Uuid;

use crate::gemeenschap::{Plek, open};
use crate::levering::{Bezorgproef, Levering};

const LEVERINGEN: usize = 3;

#[derive(Clone, Copy, Debug)]
enum Stap {
    /// A process takes up what it may.
    Neem,
    /// An attempt that is under way ends like this; its process goes on with the row, or not.
    Meld(usize, PogingUitkomst, bool),
    /// An operator has one offered again.
    Herstel(usize),
    /// An operator sets this way, to one of two addresses.
    Stel(Bezorgwijze, bool),
    /// The party confirms one from its postbus.
    Bevestig(usize),
    /// Time goes by.
    Wacht(i64),
    /// Every process is killed, and one starts alone.
    Dood,
}

fn stap() -> impl Strategy<Value = Stap> {
    let welke = 0..LEVERINGEN;
    let uitkomst = prop_oneof![
        4 => Just(PogingUitkomst::Gelukt),
        4 => Just(PogingUitkomst::Serverfout),
        1 => Just(PogingUitkomst::Weg),
    ];
    let wijze = proptest::sample::select(Bezorgwijze::ALLE.to_vec());
    prop_oneof![
        6 => Just(Stap::Neem),
        6 => (0..4_usize, uitkomst, any::<bool>()).prop_map(|(welke, uit, verder)| Stap::Meld(welke, uit, verder)),
        2 => welke.clone().prop_map(Stap::Herstel),
        2 => (wijze, any::<bool>()).prop_map(|(wijze, ander)| Stap::Stel(wijze, ander)),
        2 => welke.prop_map(Stap::Bevestig),
        3 => (1_i64..40_000).prop_map(Stap::Wacht),
        1 => Just(Stap::Dood),
    ]
}

struct Model {
    partij: Uuid,
    instelling: (Bezorgwijze, bool),
    standen: Vec<Leveringstatus>,
    ronde: u32,
    /// Of each levering.
    rondes: Vec<u32>,
    lease: Option<(Uuid, DateTime<Utc>)>,
    wacht: Option<(usize, DateTime<Utc>)>,
    onderweg: Vec<(Bezorgwerk, Begin)>,
}

/// How things stood when an attempt began.
#[derive(Clone, Copy)]
struct Begin {
    wie: usize,
    ronde: u32,
    levering_ronde: u32,
    instelling: (Bezorgwijze, bool),
}

impl Model {
    fn eerste(&self) -> Option<usize> {
        let brengt = self.instelling.0 != Bezorgwijze::Postbus;
        let eerste = self.standen.iter().position(|stand| *stand == Leveringstatus::Wachtend);
        eerste.filter(|_| brengt)
    }

    fn aan_de_beurt(&self, nu: DateTime<Utc>) -> Option<usize> {
        let vrij = self.lease.is_none_or(|(_, tot)| tot <= nu);
        let wacht =
            self.wacht.is_some_and(|(wie, tot)| tot > nu && self.standen[wie] == Leveringstatus::Wachtend);
        self.eerste().filter(|_| vrij && !wacht)
    }

    fn opnieuw(&mut self) {
        self.ronde += 1;
        self.wacht = None;
    }
}

struct Proef<'p> {
    proef: &'p Bezorgproef,
    leveringen: Vec<Levering>,
    model: Model,
}

impl Proef<'_> {
    fn nu(&self) -> DateTime<Utc> {
        self.proef.klok.nu()
    }

    async fn doe(&mut self, stap: Stap) {
        match stap {
            Stap::Neem => self.neem().await,
            Stap::Meld(welke, uitkomst, verder) if !self.model.onderweg.is_empty() => {
                let (werk, begin) = self.model.onderweg.remove(welke % self.model.onderweg.len());
                self.meld(werk, begin, uitkomst, verder).await;
            }
            Stap::Meld(..) => {}
            Stap::Herstel(welke) => {
                assert!(self.proef.poort.herstel_levering(self.leveringen[welke].id).await.unwrap());
                self.model.standen[welke] = Leveringstatus::Wachtend;
                self.model.rondes[welke] += 1;
                self.model.opnieuw();
            }
            Stap::Stel(wijze, ander) => self.stel(wijze, ander).await,
            Stap::Bevestig(welke) => {
                self.proef
                    .poort
                    .bevestig(self.model.partij, self.leveringen[welke].id)
                    .await
                    .unwrap()
                    .unwrap();
                self.model.standen[welke] = Leveringstatus::Bevestigd;
            }
            Stap::Wacht(seconden) => self.proef.klok.zet(self.nu() + TimeDelta::seconds(seconden)),
            Stap::Dood => {
                self.model.onderweg.clear();
                self.model.lease = None;
                self.proef.store().geef_alles_vrij().await.unwrap();
            }
        }
    }

    async fn neem(&mut self) {
        let (nu, tot) = (self.nu(), self.nu() + TimeDelta::hours(1));
        let mut rijen = Vec::new();
        for stand in Stand::ALLE {
            rijen.extend(self.proef.store().claim_bezorgingen(stand, nu, tot, 10).await.unwrap());
        }
        let verwacht = self.model.aan_de_beurt(nu);
        assert_eq!(rijen.len(), usize::from(verwacht.is_some()), "{verwacht:?}");
        if let (Some(werk), Some(wie)) = (rijen.pop(), verwacht) {
            self.model.lease = Some((werk.eigenaar, tot));
            self.begonnen(werk, wie);
        }
    }

    fn begonnen(&mut self, werk: Bezorgwerk, wie: usize) {
        let (wijze, ander) = self.model.instelling;
        assert_eq!(werk.levering, self.leveringen[wie].id, "op volgorde, met hetzelfde id");
        assert_eq!(werk.wijze, wijze);
        assert_eq!(werk.zending.as_ref().unwrap().url.as_str(), adres(ander));
        let Model { ronde, instelling, .. } = self.model;
        let begin = Begin { wie, ronde, levering_ronde: self.model.rondes[wie], instelling };
        self.model.onderweg.push((werk, begin));
    }

    async fn meld(&mut self, werk: Bezorgwerk, begin: Begin, uitkomst: PogingUitkomst, verder: bool) {
        let (nu, tot) = (self.nu(), self.nu() + TimeDelta::hours(1));
        let besluit = besluit(werk.wijze, uitkomst, werk.pogingen, None, nu, 0);
        let poging = GedanePoging { begonnen_op: nu, duur_ms: 5, uitkomst, status: None, besluit };
        let lease = verder.then_some(tot);
        let volgende = self.proef.store().leg_poging_vast(&werk, &poging, nu, lease).await.unwrap();

        let van_mij = self.model.lease.is_some_and(|(eigenaar, _)| eigenaar == werk.eigenaar);
        let (wie, zelfde_rij) = (begin.wie, begin.ronde == self.model.ronde);
        let telt = if uitkomst == PogingUitkomst::Gelukt {
            begin.levering_ronde == self.model.rondes[wie] && begin.instelling == self.model.instelling
        } else {
            zelfde_rij && van_mij
        };
        let gezet = telt && self.model.standen[wie] != Leveringstatus::Bevestigd;
        if gezet {
            self.model.standen[wie] = match besluit {
                Besluit::Bevestigd => Leveringstatus::Bevestigd,
                Besluit::Aangekondigd => Leveringstatus::Aangekondigd,
                Besluit::Geparkeerd => Leveringstatus::Mislukt,
                Besluit::Opnieuw(_) => self.model.standen[wie],
            };
        }
        if !van_mij {
            return assert_eq!(volgende, None);
        }
        let wacht = match besluit {
            Besluit::Opnieuw(moment) => Some((wie, moment)),
            _ => None,
        };
        if zelfde_rij {
            self.model.wacht = wacht.filter(|_| gezet);
        }
        let verwacht = self.model.eerste().filter(|_| verder && wacht.is_none());
        self.model.lease = verwacht.map(|_| (werk.eigenaar, tot));
        assert_eq!(volgende.is_some(), verwacht.is_some());
        if let (Some(werk), Some(wie)) = (volgende, verwacht) {
            self.begonnen(werk, wie);
        }
    }

    async fn stel(&mut self, wijze: Bezorgwijze, ander: bool) {
        let url = (wijze != Bezorgwijze::Postbus).then(|| adres(ander));
        let (bezorging, nu) = (Bezorging::nieuw(wijze, url).unwrap(), self.nu());
        let geheim = Geheim::nieuw();
        self.proef
            .store()
            .stel_bezorging_in(self.model.partij, &bezorging, Some(&geheim), nu, nu)
            .await
            .unwrap();
        let (was, was_ander) = self.model.instelling;
        if was != wijze || (was_ander != ander && wijze != Bezorgwijze::Postbus) {
            for stand in &mut self.model.standen {
                if *stand == Leveringstatus::Aangekondigd {
                    *stand = Leveringstatus::Wachtend;
                }
            }
        }
        self.model.instelling = (wijze, ander);
        self.model.opnieuw();
    }

    async fn klopt(&self) {
        for (levering, stand) in self.leveringen.iter().zip(&self.model.standen) {
            let alle =
                self.proef.store().leveringen_van(levering.bericht, Zicht::Alles).await.unwrap().unwrap();
            assert_eq!(alle[0].status, *stand);
        }
    }

    /// Undisturbed, everything that waits arrives.
    async fn rond_af(&mut self) {
        self.doe(Stap::Stel(Bezorgwijze::Push, true)).await;
        self.doe(Stap::Dood).await;
        for _ in 0..LEVERINGEN {
            self.doe(Stap::Neem).await;
            self.doe(Stap::Meld(0, PogingUitkomst::Gelukt, false)).await;
        }
        let klaar = [Leveringstatus::Bevestigd, Leveringstatus::Mislukt];
        assert!(self.model.standen.iter().all(|stand| klaar.contains(stand)), "{:?}", self.model.standen);
        self.klopt().await;
    }
}

fn adres(ander: bool) -> &'static str {
    if ander { "https://ander.example/" } else { "https://een.example/" }
}

async fn speel(proef: &Bezorgproef, nummer: u32, stappen: &[Stap]) {
    let partij = Partij::nieuw(PartijSoort::Aanbieder, &format!("{:08}", 40_000_000 + nummer), "Zorg", None);
    let partij = proef.store().leg_partij_vast(&partij.unwrap()).await.unwrap().id;
    let mut leveringen = Vec::new();
    for welke in 0..LEVERINGEN {
        leveringen.extend(proef.lever_aan("JW301", &format!("P{nummer}L{welke}"), &[partij]).await);
    }
    let model = Model {
        partij,
        instelling: (Bezorgwijze::Postbus, false),
        standen: vec![Leveringstatus::Wachtend; LEVERINGEN],
        ronde: 0,
        rondes: vec![0; LEVERINGEN],
        lease: None,
        wacht: None,
        onderweg: Vec::new(),
    };
    let mut proef = Proef { proef, leveringen, model };
    proef.doe(Stap::Stel(Bezorgwijze::Push, false)).await;
    for stap in stappen {
        proef.doe(*stap).await;
        proef.klopt().await;
    }
    proef.rond_af().await;
}

#[test]
fn wat_er_ook_tussen_komt_elke_levering_is_waar_het_model_haar_verwacht() {
    let tokio = tokio::runtime::Runtime::new().unwrap();
    let (plek, proef) = tokio.block_on(async {
        let plek = match std::env::var("BERICHTENPOORT_TEST_POSTGRES") {
            Ok(server) => Plek::postgres(server).await,
            Err(_) => Plek::sqlite(),
        };
        let proef = Bezorgproef::op(open(&plek.url).await).await;
        (plek, proef)
    });
    let nummer = std::cell::Cell::new(0);
    let mut runner = TestRunner::new(Config { cases: 48, failure_persistence: None, ..Config::default() });
    let uit = runner.run(&proptest::collection::vec(stap(), 1..40), |stappen| {
        nummer.set(nummer.get() + 1);
        tokio.block_on(speel(&proef, nummer.get(), &stappen));
        Ok(())
    });
    drop(proef);
    tokio.block_on(plek.ruim_op());
    uit.unwrap();
}
