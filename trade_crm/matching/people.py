# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
# ruff: noqa: E501
"""Names of people that firms bear: two of these are two families, never a slip."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from .text import fold, sound

_NAMES = """
Müller Möller Miller Mueller Moeller Mahler Maler Meyer Meier Maier Mayer Mayr Meyers
Schmidt Schmitt Schmid Schmied Schneider Schreiber Schröder Schroeder Schröter Schuster
Schulz Schulze Schultz Scholz Schubert Schumann Schumacher Schuhmacher Becker Bäcker Beck
Böck Bock Weber Wagner Wegner Wegener Fischer Fisher Hoffmann Hofmann Hofman Koch Kochs
Köhler Kohler Koehler Kolb Krüger Kröger Krämer Kramer Cramer Kremer Klein Kline Lange
Lang Langer Lehmann Lemann Linder Lindner Linden Lorenz Lorenzen Ludwig Maurer Mauer
Neumann Naumann Peters Petersen Peterson Pohl Richter Roth Rothe Sander Sanders Sandner
Sauer Sommer Stein Steiner Stark Thomas Thoma Vogel Vogl Vogt Voigt Walter Walther Walters
Weiß Weise Weis Winter Winkler Wolf Wolff Wulf Ziegler Zimmer Zimmermann Zimmerer Hartmann
Hartman Hermann Herrmann Heinrich Heinrichs Hansen Hanson Hanssen Jansen Jensen Janssen
Johnson Jonson Johnston Anderson Andersen Andersson Sanderson Williams William Wilson Willson
Watson Walker Waller Brown Browne Braun Green Greene Clark Clarke Cook Cooke Cooper Carter
Cartier Harris Harrison Hughes Morris Morrison Martin Martins Marten Martens Martini Marino
Marini Mariani Martín Martínez Márquez Marqués García Gracia Garza Gómez Gomes González
Gonzales Gonçalves Gutiérrez Hernández Fernández Fernandes Ferreira Ferrer Ferrero Ferrari
Ferraro Herrera Herrero Pérez Peres Peretz Pereira Perera Ramírez Ramos Ruiz Rivas
Rivera Ribera Ribeiro Rodríguez Rodrigues Rojas Rosas Rosales Romero Romano Romani Sánchez
Sanches Santos Santana Silva Sierra Serra Serrano Souza Sousa Suárez Soares Soarez Torres
Torre Vargas Varga Vega Vegas Vera Viera Vieira Núñez Nunes Nuño Muñoz Munoz Muniz Moreno
Moreira Moura Mora Morales Mendes Méndez Mendoza Medina Molina Costa Coste Costas Castro
Castillo Castilla Cabrera Cabral Carvalho Cardoso Campos Campo Barros Barrios Barbosa Barreto
Araújo Arouca Almeida Almada Alves Álvarez Alvares Teixeira Teodoro Oliveira Olivera Olivier
Rossi Russo Rosso Bianchi Bianco Conti Conte Costantini Galli Gallo Greco Grasso Leone Leoni
Lombardi Lombardo Marchi Marchetti Moretti Moreti Ricci Riccio Rizzi Rizzo Villa Villani
Yılmaz Yılmazlar Yıldız Yıldırım Demir Demirel Demirci Çelik Çetin Çetiner Şahin Şahinler Kaya
Kara Karaca Koç Koçak Kurt Kurtuluş Özkan Özcan Öztürk Özdemir Özgür Özgün Özer Özen Arslan
Aslan Aydın Aydan Aksoy Aktaş Aktan Polat Bulut Bolat Doğan Duran Tekin Tekiner Güler Gülen
Ersan Erkan Ercan Ersoy Erdoğan Erdem Erdal Yavuz Yaman Yalçın Ünal Önal Vural Vardar
Иванов Петров Петренко Сидоров Смирнов Соколов Соловьев Кузнецов Попов Волков Волкова Козлов Козлова Морозов Морозко Новиков Новак Павлов Павлова Федоров
Сергеев Сергей Андреев Андрей Алексеев Алексей Николаев Николай Виктор Вектор Макаров Макеев
Kowalski Kowalczyk Nowak Novak Novák Nowacki Horvat Horváth Kovács Kovac Kovač Szabó Varga
Tóth Nagy Kiss Popescu Popovici Ionescu Jovanović Ivanović Nikolić Petrović Petrovič
Smith Smyth Smythe Jones James Davis Davies Taylor Tyler Thompson Thomson Roberts Robertson
Evans Edwards Phillips Philips Parker Barker Baker Turner Tanner Hill Hall Holl Allen Allan
Alan Alden Young Yang King Kind Wright Wight Scott Adams Adam Adamson Nelson Nielsen Nilsson
Olsen Olson Olsson Larsen Larson Larsson Eriksen Ericsson Eriksson Berg Bergman Bergmann
Dupont Dumont Durand Durant Laurent Lambert Leroy Leroux Moreau Morel Morin Martel Girard
Gerard Garnier Fournier Fontaine Roux Rousseau Rousset Simon Simons Michel Michaud Mercier
Ali Aly Hassan Hasan Hussein Hussain Ahmed Ahmad Hamad Hamdan Hamed Hamoud Salem Salim Saleem
Saleh Salah Said Saeed Saad Khalid Khaled Khalil Karim Kareem Kamal Jamal Gamal Jameel Jamil
Mansour Mansoor Masoud Rashid Rashed Rasheed Nasser Nassar Naser Omar Amer Amir Ameer Faisal
Fahad Fahd Walid Waleed Yousef Yasser Yasin Zayed Zaid Ziyad Singh Sinha Sharma Varma Verma
Maria Marina Mario Marta Martha Mary Marie Marion Anna Anne Hanna Hannah Johanna Joana Juana Juan
João José Josef Joseph Jorge George Georg Carlos Carla Karl Karla Carl Peter Petra Pedro Paul Paula
Paulo Paolo Luis Luisa Louis Louise Lucas Lucia Julia Julio Julian Christina Christine Christian Christiane
Gupta Patel Patil Shah Shaw Mehta Mehra Kumar Kumari Reddy Rao Roy Das Dass Lal Khan Kahn
"""

#: Folded names of people.
PEOPLE: frozenset[str] = frozenset(fold(name) for name in _NAMES.split())

#: Ways of writing one sound, which spellings of one family's name differ in.
_ONE_SOUND = (
    (re.compile("c(?=[eiy])|t?z"), "s"),
    (re.compile("ou"), "o"),  # harbour, harbor
    (re.compile(r"(.)\1+"), r"\1"),
)


@lru_cache(maxsize=1)
def surnames() -> frozenset[str]:
    """Frequent family names of people from all over the world, folded."""
    path = Path(__file__).with_name("surnames.txt")
    lines = path.read_text(encoding="ascii").splitlines()
    return frozenset(
        name for line in lines if not line.startswith("#") for name in line.split()
    )


def _said(name: str) -> str:
    for pattern, said in _ONE_SOUND:
        name = pattern.sub(said, name)
    return sound(name)


@lru_cache(maxsize=16384)
def two_families(one: str, two: str) -> bool:
    """True where two words a slip apart are names of people, each known as it is.

    A slip hardly ever makes another family's name. Two spellings that are said alike
    may be one family, two letters that changed places are a slip (but Weiland, Wieland
    are two), and an s at the end may be a genitive ("McDonald's").

    >>> two_families("santini", "santoni"), two_families("schwartz", "schwarz")
    (True, False)
    >>> two_families("glencore", "glenmore"), two_families("oliveira", "oliveria")
    (False, False)
    """
    known = one in surnames() and two in surnames()
    if not known or f"{one}s" == two or f"{two}s" == one:
        return False
    if sorted(one) == sorted(two):
        return one.replace("ei", "ie") == two.replace("ei", "ie")
    return _said(one) != _said(two)
