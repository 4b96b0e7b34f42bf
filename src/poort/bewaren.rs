//! Cleaning up what was kept long enough: counted first, and then removed in small steps that leave others their turn.

use std::time::Duration;

use chrono::{NaiveDate, TimeDelta};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::{Poort, PoortFout};
use crate::bewaren::{Bewaarregels, Bewaartermijn, Declaratiefeiten, Dossierfeiten, Soort, Stand, Uren};
use crate::store::{Opgeruimd, Opruiming, Opruimplaats, Opruimstap, StoreFout};
use crate::tijd::lokaal;

/// How long a step may take before another process may take over: longer than any transaction does.
const LEASE: TimeDelta = TimeDelta::minutes(2);
/// How often in a row a step may find the database held by others.
const GEDULD: u32 = 5;
/// How often a gate looks whether it is night.
const KIJK_OPNIEUW: Duration = Duration::from_secs(60);

/// One kind, and what may go of it or went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opruimregel {
    /// The kind.
    pub soort: Soort,
    /// How long it is kept.
    pub termijn: Bewaartermijn,
    /// The last closing day with which it goes; none where nothing does.
    pub tot: Option<NaiveDate>,
    /// How much.
    pub aantal: u64,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opruimuitkomst {
    /// Everything that may go went.
    Klaar(Vec<Opruimregel>),
    /// It was stopped before the end; the next one goes on.
    Onderbroken(Vec<Opruimregel>),
    /// Another process is at it.
    IemandAnders,
}

/// When a gate cleans up, and how long it keeps what.
#[derive(Clone, Debug)]
pub struct Nachtwerk {
    /// How long what is kept.
    pub regels: Bewaarregels,
    /// When.
    pub uren: Uren,
}

impl Poort {
    /// How much may go today of each kind. Changes nothing. What goes only after something else went is not counted: a dossier whose
    /// Declaraties go too goes in the same run, after them.
    ///
    /// # Errors
    /// [`PoortFout`] where the database fails, or a rebuild must be done first.
    pub async fn tel_op_te_ruimen(&self, regels: &Bewaarregels) -> Result<Vec<Opruimregel>, PoortFout> {
        self.store.dossiers_zijn_bij().await?;
        let vandaag = self.klok.vandaag();
        let mut uit = Vec::new();
        for soort in Soort::ALLE {
            let tot = regels.grens(soort, vandaag);
            let aantal = match tot {
                Some(tot) => self.tel_soort(soort, tot, regels).await?,
                None => 0,
            };
            uit.push(Opruimregel { soort, termijn: regels.termijn(soort), tot, aantal });
        }
        Ok(uit)
    }

    async fn tel_soort(&self, soort: Soort, tot: NaiveDate, regels: &Bewaarregels) -> Result<u64, PoortFout> {
        if !gaat_als_geheel(soort) {
            return Ok(self.store.tel_op_te_ruimen(soort, tot).await?);
        }
        let vandaag = self.klok.vandaag();
        let dossier = |feiten: &Dossierfeiten| mag(regels, soort, feiten.stand(), vandaag);
        let declaratie = |feiten: &Declaratiefeiten| mag(regels, soort, feiten.stand(), vandaag);
        let (mut aantal, mut na) = (0, Opruimplaats::default());
        loop {
            let geteld = self.store.tel_gehelen(soort, tot, &na, &dossier, &declaratie).await?;
            aantal += geteld.aantal;
            match geteld.verder {
                Some(verder) => na = verder,
                None => return Ok(aantal),
            }
        }
    }

    /// Removes what may go today, in steps, as long as `gaat_door` says so. What it removed is recorded as it goes, so whoever was
    /// stopped or killed has lost nothing, and the next run finds only what is left.
    ///
    /// # Errors
    /// [`PoortFout`] where the database fails, or a rebuild must be done first; what went stays gone.
    pub async fn ruim_op(
        &self,
        regels: &Bewaarregels,
        gaat_door: impl Fn() -> bool,
    ) -> Result<Opruimuitkomst, PoortFout> {
        let nu = self.klok.nu();
        let Some(opruiming) = self.store.begin_opruiming(nu, nu + LEASE).await? else {
            return Ok(Opruimuitkomst::IemandAnders);
        };
        let uit = self.ruim_alles_op(opruiming, regels, &gaat_door).await;
        self.store.eindig_opruiming(opruiming, self.klok.nu()).await?;
        uit
    }

    async fn ruim_alles_op(
        &self,
        opruiming: Opruiming,
        regels: &Bewaarregels,
        gaat_door: &impl Fn() -> bool,
    ) -> Result<Opruimuitkomst, PoortFout> {
        let vandaag = self.klok.vandaag();
        let mut uit = Vec::new();
        for soort in Soort::ALLE {
            let tot = regels.grens(soort, vandaag);
            let mut regel = Opruimregel { soort, termijn: regels.termijn(soort), tot, aantal: 0 };
            let (mut na, mut bezet, mut in_ronde) = (Opruimplaats::default(), 0, 0);
            while let Some(tot) = tot {
                if !gaat_door() {
                    uit.push(regel);
                    return Ok(Opruimuitkomst::Onderbroken(uit));
                }
                let nu = self.klok.nu();
                let stap = Opruimstap { opruiming, nu, lease_tot: nu + LEASE, soort, tot };
                match self.stap(&stap, &na, regels, vandaag).await {
                    Ok(gedaan) => {
                        regel.aantal += gedaan.aantal;
                        bezet = 0;
                        in_ronde += gedaan.aantal;
                        na = match gedaan.verder {
                            Some(verder) => verder,
                            // What went may have stood in the way of what came before it.
                            None if gaat_als_geheel(soort) && in_ronde > 0 => {
                                in_ronde = 0;
                                Opruimplaats::default()
                            }
                            None => break,
                        };
                    }
                    // A rebuild, or another program: what it holds on to is free again a moment later.
                    Err(StoreFout::Bezet) if bezet < GEDULD => bezet += 1,
                    Err(fout) => return Err(fout.into()),
                }
                tokio::task::yield_now().await;
            }
            uit.push(regel);
        }
        Ok(Opruimuitkomst::Klaar(uit))
    }

    /// One step. The access log comes in here: a kind of its own, and a function of its own in the store that cuts off the oldest
    /// part up to `stap.tot` under a seal, and calls `houd_opruiming` and `tel_opgeruimd` as the others do.
    async fn stap(
        &self,
        stap: &Opruimstap,
        na: &Opruimplaats,
        regels: &Bewaarregels,
        vandaag: NaiveDate,
    ) -> Result<Opgeruimd, StoreFout> {
        if !gaat_als_geheel(stap.soort) {
            return self.store.ruim_rijen_op(stap, na).await;
        }
        let dossier = |feiten: &Dossierfeiten| mag(regels, stap.soort, feiten.stand(), vandaag);
        let declaratie = |feiten: &Declaratiefeiten| mag(regels, stap.soort, feiten.stand(), vandaag);
        self.store.ruim_gehelen_op(stap, na, &dossier, &declaratie).await
    }

    /// Cleans up where it is night, and nobody did so tonight. None where there was nothing to do.
    ///
    /// # Errors
    /// As [`Poort::ruim_op`].
    pub async fn ruim_s_nachts_op(
        &self,
        werk: &Nachtwerk,
        gaat_door: impl Fn() -> bool,
    ) -> Result<Option<Opruimuitkomst>, PoortFout> {
        let Some(begin) = werk.uren.begin_van_nacht(lokaal(self.klok.nu())) else { return Ok(None) };
        let laatste = self.store.laatste_opruiming().await?;
        let al_gedaan = |laatste: crate::store::OpruimingRij| {
            lokaal(laatste.begonnen_op) >= begin && laatste.klaar_op.is_some()
        };
        if laatste.is_some_and(al_gedaan) {
            return Ok(None);
        }
        let nog_nacht = || werk.uren.begin_van_nacht(lokaal(self.klok.nu())) == Some(begin);
        self.ruim_op(&werk.regels, || nog_nacht() && gaat_door()).await.map(Some)
    }
}

fn gaat_als_geheel(soort: Soort) -> bool {
    matches!(soort, Soort::Declaraties | Soort::DossiersWmo | Soort::DossiersJeugd)
}

fn mag(regels: &Bewaarregels, soort: Soort, stand: Stand, vandaag: NaiveDate) -> bool {
    match stand {
        Stand::Gesloten(op) => regels.mag_weg(soort, op, vandaag),
        Stand::Loopt(_) => false,
    }
}

/// A gate that cleans up by night. Dropping it stops it at once, which loses nothing.
pub struct Opruimer {
    stop: watch::Sender<bool>,
    taak: JoinSet<()>,
}

impl Opruimer {
    /// Sets it to work.
    pub fn start(poort: &Poort, werk: Nachtwerk) -> Opruimer {
        let stop = watch::Sender::new(false);
        let mut taak = JoinSet::new();
        taak.spawn(houd_bij(poort.clone(), werk, stop.subscribe()));
        Opruimer { stop, taak }
    }

    /// Lets the step that is under way end.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        while self.taak.join_next().await.is_some() {}
    }
}

async fn houd_bij(poort: Poort, werk: Nachtwerk, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let gestopt = stop.clone();
        match poort.ruim_s_nachts_op(&werk, || !*gestopt.borrow()).await {
            Ok(Some(Opruimuitkomst::Klaar(regels) | Opruimuitkomst::Onderbroken(regels))) => {
                let aantal: u64 = regels.iter().map(|regel| regel.aantal).sum();
                tracing::info!(aantal, "opgeruimd wat lang genoeg is bewaard");
            }
            Ok(_) => {}
            Err(fout) => tracing::error!(%fout, "opruimen kan nu niet; later opnieuw"),
        }
        // Time running out is no error: it means look again.
        let _ = timeout(KIJK_OPNIEUW, stop.changed()).await;
    }
}
