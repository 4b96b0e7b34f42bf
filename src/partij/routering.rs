//! Routing: from a message to the parties that get it. The rules, in one place, as an operator can read them.

use uuid::Uuid;

/// What goes to a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stuk {
    /// The message itself.
    Bericht,
    /// The answer that the gate wrote.
    Antwoord,
}

/// Why something goes to a party: a rule of routing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Routeregel {
    /// R1.
    Ontvanger,
    /// R2.
    Afzender,
    /// R3.
    Indiener,
    /// R4.
    Toewijzer,
}

impl Routeregel {
    /// Every rule, in the order in which they are applied.
    pub const ALLE: [Routeregel; 4] =
        [Routeregel::Ontvanger, Routeregel::Afzender, Routeregel::Indiener, Routeregel::Toewijzer];

    /// Its short name.
    pub fn code(self) -> &'static str {
        match self {
            Routeregel::Ontvanger => "R1",
            Routeregel::Afzender => "R2",
            Routeregel::Indiener => "R3",
            Routeregel::Toewijzer => "R4",
        }
    }

    /// What it says.
    pub fn tekst(self) -> &'static str {
        match self {
            Routeregel::Ontvanger => {
                "een goedgekeurd bericht, en elke verwerkte declaratie, gaat naar de ontvanger in de header"
            }
            Routeregel::Afzender => "het antwoord van de poort gaat naar de afzender in de header",
            Routeregel::Indiener => {
                "een antwoord op een bericht dat een wijkteam met mandaat verstuurde, gaat ook naar dat wijkteam"
            }
            Routeregel::Toewijzer => {
                "een bericht aan de gemeente over een toewijzing van een wijkteam met mandaat gaat ook naar dat wijkteam; een \
                 declaratie alleen als zij over niets anders gaat"
            }
        }
    }
}

/// A party that gets something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bestemming {
    /// What it gets.
    pub stuk: Stuk,
    /// The party.
    pub partij: Uuid,
    /// Why.
    pub regel: Routeregel,
}

/// What routing of one message goes by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reis {
    /// The party that the header says it is for, where the message goes on to it.
    pub ontvanger: Option<Uuid>,
    /// The party that the header says it is from, where the gate wrote an answer.
    pub afzender: Option<Uuid>,
    /// The wijkteam that offered the message that is answered: this one by the gate, or another one by this message.
    pub indiener: Option<Uuid>,
    /// The wijkteams that allocated what the message is about, where it goes to their gemeente.
    pub toewijzers: Vec<Uuid>,
}

impl Reis {
    /// Where everything goes: each party gets each thing once, for the first rule that says so.
    pub fn bestemmingen(&self) -> Vec<Bestemming> {
        let stuk = |stuk, regel| move |partij: Uuid| Bestemming { stuk, partij, regel };
        let antwoord = if self.afzender.is_some() { Stuk::Antwoord } else { Stuk::Bericht };
        let kandidaten = (self.ontvanger.into_iter().map(stuk(Stuk::Bericht, Routeregel::Ontvanger)))
            .chain(self.afzender.into_iter().map(stuk(Stuk::Antwoord, Routeregel::Afzender)))
            .chain(self.indiener.into_iter().map(stuk(antwoord, Routeregel::Indiener)))
            .chain(self.toewijzers.iter().copied().map(stuk(Stuk::Bericht, Routeregel::Toewijzer)));
        let mut uit: Vec<Bestemming> = Vec::new();
        for een in kandidaten {
            if !uit.iter().any(|al| (al.stuk, al.partij) == (een.stuk, een.partij)) {
                uit.push(een);
            }
        }
        uit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(nummer: u128) -> Uuid {
        Uuid::from_u128(nummer)
    }

    fn kort(reis: &Reis) -> Vec<(Stuk, u128, &'static str)> {
        let kort = |een: Bestemming| (een.stuk, een.partij.as_u128(), een.regel.code());
        reis.bestemmingen().into_iter().map(kort).collect()
    }

    #[test]
    fn een_afgekeurd_bericht_gaat_nergens_heen_en_zijn_antwoord_terug() {
        let reis = Reis { afzender: Some(id(2)), ..Reis::default() };
        assert_eq!(kort(&reis), [(Stuk::Antwoord, 2, "R2")]);
        assert_eq!(kort(&Reis::default()), []);
    }

    #[test]
    fn het_wijkteam_dat_verstuurde_krijgt_het_antwoord_naast_zijn_gemeente() {
        let reis =
            Reis { ontvanger: Some(id(1)), afzender: Some(id(2)), indiener: Some(id(3)), ..Reis::default() };
        let verwacht = [(Stuk::Bericht, 1, "R1"), (Stuk::Antwoord, 2, "R2"), (Stuk::Antwoord, 3, "R3")];
        assert_eq!(kort(&reis), verwacht);
    }

    #[test]
    fn een_antwoord_van_een_partij_zelf_is_het_bericht_dat_het_wijkteam_krijgt() {
        let reis = Reis {
            ontvanger: Some(id(2)),
            indiener: Some(id(3)),
            toewijzers: vec![id(3), id(4)],
            ..Reis::default()
        };
        let verwacht = [(Stuk::Bericht, 2, "R1"), (Stuk::Bericht, 3, "R3"), (Stuk::Bericht, 4, "R4")];
        assert_eq!(kort(&reis), verwacht);
    }

    #[test]
    fn niemand_krijgt_iets_twee_keer() {
        let reis = Reis { ontvanger: Some(id(1)), toewijzers: vec![id(3), id(1), id(3)], ..Reis::default() };
        assert_eq!(kort(&reis), [(Stuk::Bericht, 1, "R1"), (Stuk::Bericht, 3, "R4")]);
    }
}
