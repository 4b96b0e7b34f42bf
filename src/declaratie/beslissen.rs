//! Deciding about a proposal: who may do what when. A state and its transitions, without a database.

use crate::bericht::Eurocent;

/// Where a 323 is that people decide about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Beoordelingsstatus {
    /// It waits for somebody.
    TeBeoordelen,
    /// Somebody keeps it back.
    Aangehouden,
    /// One person approved; it waits for another.
    WachtOpTweede,
    /// Approved; the gate is to send the 325.
    Vrijgegeven,
    /// The 325 went.
    Vastgesteld,
}

impl Beoordelingsstatus {
    /// Every status.
    pub const ALLE: [Beoordelingsstatus; 5] = [
        Beoordelingsstatus::TeBeoordelen,
        Beoordelingsstatus::Aangehouden,
        Beoordelingsstatus::WachtOpTweede,
        Beoordelingsstatus::Vrijgegeven,
        Beoordelingsstatus::Vastgesteld,
    ];

    /// The key in JSON and in the database.
    pub fn sleutel(self) -> &'static str {
        match self {
            Beoordelingsstatus::TeBeoordelen => "te-beoordelen",
            Beoordelingsstatus::Aangehouden => "aangehouden",
            Beoordelingsstatus::WachtOpTweede => "wacht-op-tweede",
            Beoordelingsstatus::Vrijgegeven => "vrijgegeven",
            Beoordelingsstatus::Vastgesteld => "vastgesteld",
        }
    }

    /// The status with this key, if there is one.
    pub fn van_sleutel(sleutel: &str) -> Option<Beoordelingsstatus> {
        Beoordelingsstatus::ALLE.into_iter().find(|status| status.sleutel() == sleutel)
    }
}

/// What was decided, as the log calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Besluitsoort {
    /// The gate worked out the first proposal.
    Voorgesteld,
    /// The gate worked it out again for the 325, and it came out otherwise.
    VoorstelGewijzigd,
    /// Kept back.
    Aangehouden,
    /// Kept back no longer.
    Hervat,
    /// Lines were refused.
    Afgewezen,
    /// Such a refusal was taken back.
    Hersteld,
    /// Approved, by the first or by the last who had to.
    Goedgekeurd,
    /// The 325 went.
    Vastgesteld,
}

impl Besluitsoort {
    /// Every one.
    pub const ALLE: [Besluitsoort; 8] = [
        Besluitsoort::Voorgesteld,
        Besluitsoort::VoorstelGewijzigd,
        Besluitsoort::Aangehouden,
        Besluitsoort::Hervat,
        Besluitsoort::Afgewezen,
        Besluitsoort::Hersteld,
        Besluitsoort::Goedgekeurd,
        Besluitsoort::Vastgesteld,
    ];

    /// The key in JSON and in the database.
    pub fn sleutel(self) -> &'static str {
        match self {
            Besluitsoort::Voorgesteld => "voorgesteld",
            Besluitsoort::VoorstelGewijzigd => "voorstel gewijzigd",
            Besluitsoort::Aangehouden => "aangehouden",
            Besluitsoort::Hervat => "hervat",
            Besluitsoort::Afgewezen => "afgewezen",
            Besluitsoort::Hersteld => "hersteld",
            Besluitsoort::Goedgekeurd => "goedgekeurd",
            Besluitsoort::Vastgesteld => "vastgesteld",
        }
    }
}

/// What somebody wants to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opdracht {
    /// Keep it back, for this reason.
    HoudAan {
        /// Why.
        reden: String,
    },
    /// Keep it back no longer.
    Hervat,
    /// Refuse lines.
    WijsAf {
        /// The lines, by number.
        regels: Vec<u32>,
        /// With which code of [`super::AFWIJSCODES`].
        retourcode: String,
        /// Why.
        toelichting: String,
    },
    /// Take back that lines were refused by hand.
    Herstel {
        /// The lines, by number.
        regels: Vec<u32>,
        /// Why, if somebody cares to say.
        toelichting: Option<String>,
    },
    /// Approve the version that was seen.
    KeurGoed,
}

impl Opdracht {
    /// What the log calls it.
    pub fn soort(&self) -> Besluitsoort {
        match self {
            Opdracht::HoudAan { .. } => Besluitsoort::Aangehouden,
            Opdracht::Hervat => Besluitsoort::Hervat,
            Opdracht::WijsAf { .. } => Besluitsoort::Afgewezen,
            Opdracht::Herstel { .. } => Besluitsoort::Hersteld,
            Opdracht::KeurGoed => Besluitsoort::Goedgekeurd,
        }
    }
}

/// Why something cannot be decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bezwaar {
    /// It is not there, or not the caller's.
    BestaatNiet,
    /// Nobody has to decide about it: the gate or the gemeente's own software answers it.
    NietTeBeoordelen,
    /// The proposal changed since: this is its version now.
    Versie(i64),
    /// Its status does not allow it.
    Status(Beoordelingsstatus),
    /// The second approval must be somebody else's.
    ZelfdePersoon,
    /// A person cannot refuse with this code.
    Retourcode,
    /// There is no such line.
    GeenRegel(u32),
    /// The line is a credit (IV085).
    Credit(u32),
    /// The line is refused already, by the rules or by somebody.
    AlAfgewezen(u32),
    /// Nobody refused the line by hand.
    NietAfgewezen(u32),
    /// The rules refuse the line: nobody can overrule the standard.
    DoorRegels(u32),
    /// Others kept changing it at the same moment.
    TeDruk,
}

/// A proposal as it stands, as far as deciding goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand {
    /// Where it is.
    pub status: Beoordelingsstatus,
    /// Rises whenever what is proposed may have changed.
    pub versie: i64,
    /// What is claimed in all, debits and credits both without their sign.
    pub bruto: Eurocent,
    /// What would be granted in all.
    pub toegekend: Eurocent,
    /// Who approved this version first.
    pub eerste_goedkeuring: Option<String>,
}

/// Whether two names are those of one person: capitals and spaces make no other person.
fn is_zelfde_persoon(een: &str, ander: &str) -> bool {
    let kaal = |naam: &str| naam.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    kaal(een) == kaal(ander)
}

impl Stand {
    /// Whether two people must approve.
    ///
    /// Choice: what counts is everything that was claimed, credits as well and without their sign. Neither a credit beside the debits
    /// nor refusing some lines first is then a way around a second pair of eyes.
    pub fn vier_ogen(&self, vanaf: Option<Eurocent>) -> bool {
        vanaf.is_some_and(|vanaf| self.bruto >= vanaf)
    }

    /// Where it goes when somebody does this, having seen this version.
    ///
    /// Choice: who approves must say which version, so that nobody approves what he did not see; who does something else may.
    /// Keeping it back does not change what is proposed, so it leaves the version as it is, but it undoes a first approval
    /// as any change does. Lines can also be refused while it is kept back.
    ///
    /// # Errors
    /// [`Bezwaar`] where that cannot be.
    pub fn na(
        &self,
        opdracht: &Opdracht,
        gezien: Option<i64>,
        medewerker: &str,
        vier_ogen_vanaf: Option<Eurocent>,
    ) -> Result<Beoordelingsstatus, Bezwaar> {
        use Beoordelingsstatus::{Aangehouden, TeBeoordelen, Vastgesteld, Vrijgegeven, WachtOpTweede};
        if matches!(self.status, Vrijgegeven | Vastgesteld) {
            return Err(Bezwaar::Status(self.status));
        }
        if gezien.is_some_and(|gezien| gezien != self.versie) {
            return Err(Bezwaar::Versie(self.versie));
        }
        match (opdracht, self.status) {
            (Opdracht::HoudAan { .. }, TeBeoordelen | WachtOpTweede) => Ok(Aangehouden),
            (Opdracht::Hervat, Aangehouden) => Ok(TeBeoordelen),
            (Opdracht::WijsAf { .. } | Opdracht::Herstel { .. }, Aangehouden) => Ok(Aangehouden),
            (Opdracht::WijsAf { .. } | Opdracht::Herstel { .. }, _) => Ok(TeBeoordelen),
            (Opdracht::KeurGoed, TeBeoordelen) if self.vier_ogen(vier_ogen_vanaf) => Ok(WachtOpTweede),
            (Opdracht::KeurGoed, TeBeoordelen) => Ok(Vrijgegeven),
            (Opdracht::KeurGoed, WachtOpTweede) => match &self.eerste_goedkeuring {
                Some(eerste) if is_zelfde_persoon(eerste, medewerker) => Err(Bezwaar::ZelfdePersoon),
                _ => Ok(Vrijgegeven),
            },
            _ => Err(Bezwaar::Status(self.status)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Beoordelingsstatus::{Aangehouden, TeBeoordelen, Vastgesteld, Vrijgegeven, WachtOpTweede};
    use super::*;

    fn stand(status: Beoordelingsstatus) -> Stand {
        let eerste_goedkeuring = (status == WachtOpTweede).then(|| "Saskia de Boer".to_owned());
        Stand { status, versie: 3, bruto: Eurocent(500), toegekend: Eurocent(400), eerste_goedkeuring }
    }

    fn keur(stand: &Stand, wie: &str, vanaf: Option<i64>) -> Result<Beoordelingsstatus, Bezwaar> {
        stand.na(&Opdracht::KeurGoed, Some(3), wie, vanaf.map(Eurocent))
    }

    #[test]
    fn een_tweede_persoon_is_nodig_vanaf_wat_er_bij_elkaar_is_ingediend() {
        let stand = stand(TeBeoordelen);
        assert_eq!(keur(&stand, "Saskia de Boer", None), Ok(Vrijgegeven));
        assert_eq!(keur(&stand, "Saskia de Boer", Some(501)), Ok(Vrijgegeven));
        assert_eq!(keur(&stand, "Saskia de Boer", Some(500)), Ok(WachtOpTweede), "ingediend telt ook");
    }

    #[test]
    fn wie_als_eerste_goedkeurde_kan_niet_ook_de_tweede_zijn() {
        let stand = stand(WachtOpTweede);
        for zelfde in ["Saskia de Boer", "saskia  DE boer ", " Saskia de Boer"] {
            assert_eq!(keur(&stand, zelfde, Some(1)), Err(Bezwaar::ZelfdePersoon), "{zelfde}");
        }
        assert_eq!(keur(&stand, "Ruben Kok", Some(1)), Ok(Vrijgegeven));
    }

    #[test]
    fn wie_een_andere_versie_zag_kan_niets_beslissen() {
        for opdracht in [Opdracht::KeurGoed, Opdracht::HoudAan { reden: "navraag".to_owned() }] {
            let uit = stand(TeBeoordelen).na(&opdracht, Some(2), "Ruben Kok", None);
            assert_eq!(uit, Err(Bezwaar::Versie(3)));
        }
    }

    #[test]
    fn aanhouden_en_hervatten_maken_een_eerste_goedkeuring_ongedaan() {
        let houd = Opdracht::HoudAan { reden: "navraag".to_owned() };
        for status in [TeBeoordelen, WachtOpTweede] {
            assert_eq!(stand(status).na(&houd, None, "Ruben Kok", None), Ok(Aangehouden));
        }
        let aangehouden = stand(Aangehouden);
        assert_eq!(aangehouden.na(&Opdracht::Hervat, None, "Ruben Kok", None), Ok(TeBeoordelen));
        assert_eq!(aangehouden.na(&houd, None, "Ruben Kok", None), Err(Bezwaar::Status(Aangehouden)));
        assert_eq!(keur(&aangehouden, "Ruben Kok", None), Err(Bezwaar::Status(Aangehouden)));
        let hervat = stand(TeBeoordelen).na(&Opdracht::Hervat, None, "Ruben Kok", None);
        assert_eq!(hervat, Err(Bezwaar::Status(TeBeoordelen)));
    }

    #[test]
    fn een_regel_afwijzen_of_herstellen_kan_tot_de_goedkeuring() {
        let wijs_af = Opdracht::WijsAf {
            regels: vec![1],
            retourcode: "9321".to_owned(),
            toelichting: "te veel".to_owned(),
        };
        let herstel = Opdracht::Herstel { regels: vec![1], toelichting: None };
        for opdracht in [wijs_af, herstel] {
            for (van, naar) in
                [(TeBeoordelen, TeBeoordelen), (WachtOpTweede, TeBeoordelen), (Aangehouden, Aangehouden)]
            {
                assert_eq!(stand(van).na(&opdracht, None, "Ruben Kok", None), Ok(naar));
            }
            for status in [Vrijgegeven, Vastgesteld] {
                let uit = stand(status).na(&opdracht, None, "Ruben Kok", None);
                assert_eq!(uit, Err(Bezwaar::Status(status)));
            }
        }
    }
}
