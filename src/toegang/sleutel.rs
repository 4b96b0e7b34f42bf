//! Access keys: for whom, for what and until when.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::aanroeper::{Aanroeper, Wie};
use super::recht::{Rechten, Rol};
use crate::partij::{Medewerker, Partij};

/// For whom a key is, and for what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Houder {
    partij: Option<Partij>,
    medewerker: Option<Medewerker>,
    rol: Option<Rol>,
    rechten: Option<Rechten>,
}

/// Why nobody can have a key like that.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HouderFout {
    /// A role is that of a person.
    #[error("een rol is van een mens: geef ook met --medewerker wie de sleutel gebruikt")]
    RolZonderMedewerker,
    /// The role does not fit the partij.
    #[error("de rol {rol} past niet bij een {soort}: kies {kan}")]
    RolBijPartij {
        /// The role.
        rol: &'static str,
        /// The kind of partij.
        soort: &'static str,
        /// The roles that fit.
        kan: String,
    },
    /// A key without a partij is that of a person of the gate itself.
    #[error(
        "een sleutel zonder partij is voor een mens van de poort zelf: geef --medewerker en de rol operator, auditor of beheerder, \
         of geef met --code de partij"
    )]
    ZonderPartij,
    /// It could do nothing.
    #[error(
        "met de rol {rol} kan niemand iets van wat u bij --recht noemt: laat --recht weg of kies uit {kan}"
    )]
    NietsTeDoen {
        /// The role.
        rol: &'static str,
        /// The rights of that role.
        kan: String,
    },
}

impl Houder {
    /// A system or a person of a partij, or without one a person of the gate. Without `rechten` all that the role has; without a role
    /// all that its partij has, save what asks for a person.
    ///
    /// # Errors
    /// [`HouderFout`] where these do not fit together.
    pub fn nieuw(
        partij: Option<Partij>,
        medewerker: Option<Medewerker>,
        rol: Option<Rol>,
        rechten: Option<Rechten>,
    ) -> Result<Houder, HouderFout> {
        if rol.is_some() && medewerker.is_none() {
            return Err(HouderFout::RolZonderMedewerker);
        }
        match (&partij, rol) {
            (None, None) => return Err(HouderFout::ZonderPartij),
            (None, Some(rol)) if rol.bij().is_some() => return Err(HouderFout::ZonderPartij),
            (Some(partij), Some(rol)) if rol.bij() != Some(partij.soort) => {
                let kan = Rol::ALLE.into_iter().filter(|rol| rol.bij() == Some(partij.soort));
                let kan = kan.map(Rol::sleutel).collect::<Vec<_>>().join(" of ");
                return Err(HouderFout::RolBijPartij {
                    rol: rol.sleutel(),
                    soort: partij.soort.sleutel(),
                    kan,
                });
            }
            _ => {}
        }
        if let (Some(rol), Some(rechten)) = (rol, rechten)
            && rol.rechten().en_ook(rechten) == Rechten::GEEN
        {
            return Err(HouderFout::NietsTeDoen { rol: rol.sleutel(), kan: rol.rechten().sleutels() });
        }
        Ok(Houder { partij, medewerker, rol, rechten })
    }

    /// A program of a partij, with all that the partij has.
    pub fn systeem(partij: Partij) -> Houder {
        Houder { partij: Some(partij), medewerker: None, rol: None, rechten: None }
    }

    /// The partij; none for people of the gate itself.
    pub fn partij(&self) -> Option<&Partij> {
        self.partij.as_ref()
    }

    /// The person.
    pub fn medewerker(&self) -> Option<&Medewerker> {
        self.medewerker.as_ref()
    }

    /// The role of that person.
    pub fn rol(&self) -> Option<Rol> {
        self.rol
    }

    /// The rights that were named.
    pub fn rechten(&self) -> Option<Rechten> {
        self.rechten
    }

    /// Who comes with it.
    pub(super) fn aanroeper(self) -> Option<Aanroeper> {
        let van_rol = self.rol.map_or(Rechten::ALLE, Rol::rechten);
        let rechten = self.rechten.map_or(van_rol, |rechten| rechten.en_ook(van_rol));
        let wie = match (self.partij, self.medewerker, self.rol) {
            (Some(partij), medewerker, rol) => Wie::Partij { partij, medewerker, rol },
            (None, Some(medewerker), Some(rol)) => Wie::Poort { medewerker, rol },
            (None, _, _) => return None,
        };
        Some(Aanroeper::nieuw(wie, rechten))
    }
}

/// An access key as it is kept: everything but the key itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sleutel {
    /// By which it is named in lists; says nothing of the key.
    pub id: Uuid,
    /// For whom and for what.
    pub houder: Houder,
    /// What it is for, in words.
    pub omschrijving: String,
    /// Since when.
    pub uitgegeven_op: DateTime<Utc>,
    /// From when on it holds no longer.
    pub verloopt_op: Option<DateTime<Utc>>,
    /// From when on it was taken back.
    pub ingetrokken_op: Option<DateTime<Utc>>,
    /// The last day on which it was used; none where it never was.
    pub laatst_gebruikt: Option<NaiveDate>,
}

/// How a key stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sleutelstand {
    /// It holds.
    Geldig,
    /// Its time is over.
    Verlopen,
    /// It was taken back.
    Ingetrokken,
}

impl Sleutelstand {
    /// In a list.
    pub fn sleutel(self) -> &'static str {
        match self {
            Sleutelstand::Geldig => "geldig",
            Sleutelstand::Verlopen => "verlopen",
            Sleutelstand::Ingetrokken => "ingetrokken",
        }
    }
}

impl Sleutel {
    /// How it stands at a moment. That it was taken back goes first: somebody did that.
    pub fn stand(&self, nu: DateTime<Utc>) -> Sleutelstand {
        let voorbij = |moment: Option<DateTime<Utc>>| moment.is_some_and(|moment| moment <= nu);
        if voorbij(self.ingetrokken_op) {
            Sleutelstand::Ingetrokken
        } else if voorbij(self.verloopt_op) {
            Sleutelstand::Verlopen
        } else {
            Sleutelstand::Geldig
        }
    }

    /// Who comes with it at a moment; none where it no longer holds.
    pub fn aanroeper(self, nu: DateTime<Utc>) -> Option<Aanroeper> {
        (self.stand(nu) == Sleutelstand::Geldig).then_some(self.houder).and_then(Houder::aanroeper)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::partij::PartijSoort;
    use crate::toegang::Recht;

    fn zaanstad() -> Partij {
        Partij::nieuw(PartijSoort::Gemeente, "0479", "Zaanstad", None).unwrap()
    }

    fn saskia() -> Option<Medewerker> {
        Some(Medewerker::nieuw("Saskia de Boer").unwrap())
    }

    fn sleutel(houder: Houder) -> Sleutel {
        Sleutel {
            id: Uuid::nil(),
            houder,
            omschrijving: "proef".to_owned(),
            uitgegeven_op: moment("2026-01-01T00:00:00Z"),
            verloopt_op: None,
            ingetrokken_op: None,
            laatst_gebruikt: None,
        }
    }

    fn moment(tekst: &str) -> DateTime<Utc> {
        tekst.parse().unwrap()
    }

    #[test]
    fn een_rol_hoort_bij_een_mens_en_past_bij_de_partij() {
        let met = |rol, medewerker| Houder::nieuw(Some(zaanstad()), medewerker, Some(rol), None);
        assert!(met(Rol::Backoffice, saskia()).is_ok());
        assert_eq!(met(Rol::Backoffice, None), Err(HouderFout::RolZonderMedewerker));
        for rol in [Rol::Aanbieder, Rol::Wijkteam, Rol::Operator, Rol::Auditor, Rol::Beheerder] {
            assert!(matches!(met(rol, saskia()), Err(HouderFout::RolBijPartij { .. })), "{rol:?}");
        }
    }

    #[test]
    fn zonder_partij_is_een_sleutel_voor_een_mens_van_de_poort() {
        assert!(Houder::nieuw(None, saskia(), Some(Rol::Operator), None).is_ok());
        assert_eq!(Houder::nieuw(None, saskia(), Some(Rol::Backoffice), None), Err(HouderFout::ZonderPartij));
        assert_eq!(Houder::nieuw(None, saskia(), None, None), Err(HouderFout::ZonderPartij));
        assert_eq!(
            Houder::nieuw(None, None, Some(Rol::Operator), None),
            Err(HouderFout::RolZonderMedewerker)
        );
    }

    #[test]
    fn een_recht_dat_de_rol_niet_heeft_komt_er_niet_bij() {
        let twee = Rechten::van(&[Recht::BerichtenLezen, Recht::BerichtenInhoud]);
        let houder = Houder::nieuw(None, saskia(), Some(Rol::Auditor), Some(twee)).unwrap();
        let auditor = sleutel(houder).aanroeper(moment("2026-02-01T00:00:00Z")).unwrap();
        assert!(auditor.mag(Recht::BerichtenLezen).is_ok() && auditor.mag(Recht::BerichtenInhoud).is_err());
        let niets = Some(Rechten::van(&[Recht::BerichtenInhoud]));
        assert!(matches!(
            Houder::nieuw(None, saskia(), Some(Rol::Auditor), niets),
            Err(HouderFout::NietsTeDoen { .. })
        ));
    }

    #[test]
    fn een_sleutel_geldt_tot_het_moment_waarop_hij_verloopt_of_is_ingetrokken() {
        let tot = moment("2026-02-01T00:00:00Z");
        let (ervoor, erna) = (tot - chrono::TimeDelta::microseconds(1), tot);
        let verloopt = Sleutel { verloopt_op: Some(tot), ..sleutel(Houder::systeem(zaanstad())) };
        assert_eq!(
            (verloopt.stand(ervoor), verloopt.stand(erna)),
            (Sleutelstand::Geldig, Sleutelstand::Verlopen)
        );
        let ingetrokken = Sleutel { ingetrokken_op: Some(tot), ..verloopt };
        assert_eq!(
            (ingetrokken.stand(ervoor), ingetrokken.stand(erna)),
            (Sleutelstand::Geldig, Sleutelstand::Ingetrokken)
        );
        assert!(ingetrokken.clone().aanroeper(ervoor).is_some() && ingetrokken.aanroeper(erna).is_none());
    }
}
