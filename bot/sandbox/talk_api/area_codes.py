"""Which area codes a North American country has, and what places Zendesk would name for them."""

from __future__ import annotations

from functools import cache

import phonenumbers
from babel import Locale
from phonenumbers import PhoneNumberType

NANP = 1
"""The country code that the United States, Canada and some Caribbean countries share."""

CITIES: dict[str, tuple[str, ...]] = {
    "201": ("Jersey City, NJ", "Hackensack, NJ"), "202": ("Washington, DC",), "203": ("New Haven, CT", "Stamford, CT"),
    "205": ("Birmingham, AL",), "206": ("Seattle, WA",), "210": ("San Antonio, TX",), "212": ("New York, NY",),
    "213": ("Los Angeles, CA",), "214": ("Dallas, TX",), "215": ("Philadelphia, PA",), "216": ("Cleveland, OH",),
    "303": ("Denver, CO", "Boulder, CO"), "305": ("Miami, FL",), "310": ("Santa Monica, CA", "Beverly Hills, CA"),
    "312": ("Chicago, IL",), "313": ("Detroit, MI",), "314": ("St. Louis, MO",), "317": ("Indianapolis, IN",),
    "323": ("Los Angeles, CA",), "347": ("New York, NY",), "385": ("Salt Lake City, UT",), "402": ("Omaha, NE",),
    "404": ("Atlanta, GA",), "405": ("Oklahoma City, OK",), "407": ("Orlando, FL",), "408": ("San Jose, CA",),
    "410": ("Baltimore, MD",), "412": ("Pittsburgh, PA",), "414": ("Milwaukee, WI",), "415": ("San Francisco, CA",),
    "480": ("Scottsdale, AZ", "Mesa, AZ"), "502": ("Louisville, KY",), "503": ("Portland, OR", "Salem, OR"),
    "504": ("New Orleans, LA",), "505": ("Albuquerque, NM", "Santa Fe, NM"), "512": ("Austin, TX",),
    "510": ("Oakland, CA", "Berkeley, CA", "Fremont, CA", "Hayward, CA"), "602": ("Phoenix, AZ",),
    "612": ("Minneapolis, MN",), "614": ("Columbus, OH",), "615": ("Nashville, TN",), "617": ("Boston, MA",),
    "619": ("San Diego, CA",), "646": ("New York, NY",), "650": ("Palo Alto, CA", "San Mateo, CA"),
    "702": ("Las Vegas, NV",), "703": ("Arlington, VA",), "704": ("Charlotte, NC",), "713": ("Houston, TX",),
    "718": ("Brooklyn, NY", "Queens, NY"), "720": ("Denver, CO",), "801": ("Salt Lake City, UT",),
    "808": ("Honolulu, HI",), "816": ("Kansas City, MO",), "901": ("Memphis, TN",), "904": ("Jacksonville, FL",),
    "907": ("Anchorage, AK",), "916": ("Sacramento, CA",), "919": ("Raleigh, NC", "Durham, NC"),
    "403": ("Calgary, AB",), "416": ("Toronto, ON",), "418": ("Québec, QC",), "438": ("Montréal, QC",),
    "506": ("Fredericton, NB",), "514": ("Montréal, QC",), "604": ("Vancouver, BC",), "613": ("Ottawa, ON",),
    "647": ("Toronto, ON",), "709": ("St. John's, NL",), "780": ("Edmonton, AB",), "902": ("Halifax, NS",),
    "905": ("Mississauga, ON", "Hamilton, ON"), "204": ("Winnipeg, MB",), "250": ("Victoria, BC",),
    "306": ("Regina, SK", "Saskatoon, SK"),
}  # fmt: skip

_STATES = (
    "AL 251 256 334 659 938|AK 907|AZ 520 623 928|AR 327 479 501 870|CA 209 279 341 350 369 424 442 530 559 562 626 "
    "628 657 661 669 707 714 747 760 805 818 820 831 837 840 858 909 925 949 951|CO 719 748 970 983|CT 475 860 959|"
    "DE 302|DC 771|FL 239 321 324 352 386 448 561 645 656 689 727 728 754 772 786 813 850 863 941 954|GA 229 470 478 "
    "678 706 762 770 912 943|ID 208 986|IL 217 224 309 331 447 464 618 630 708 730 773 779 815 847 861 872|IN 219 260 "
    "463 574 765 812 930|IA 319 515 563 641 712|KS 316 620 785 913|KY 270 364 606 859|LA 225 318 337 985|ME 207|MD 227 "
    "240 301 443 667|MA 339 351 413 508 774 781 857 978|MI 231 248 269 517 586 616 679 734 810 906 947 989|MN 218 320 "
    "507 651 763 924 952|MS 228 471 601 662 769|MO 235 417 557 573 636 660 975|MT 406|NE 308 531|NV 725 775|NH 603|"
    "NJ 551 609 640 732 848 856 862 908 973|NM 575|NY 315 329 332 363 516 518 585 607 624 631 680 716 838 845 914 917 "
    "929 934|NC 252 336 472 743 828 910 980 984|ND 701|OH 220 234 283 326 330 380 419 436 440 513 567 740 937|OK 539 "
    "572 580 918|OR 458 541 971|PA 223 267 272 445 484 570 582 610 717 724 814 835 878|RI 401|SC 803 821 839 843 854 "
    "864|SD 605|TN 423 629 729 731 865 931|TX 254 281 325 346 361 409 430 432 469 621 682 726 737 806 817 830 832 903 "
    "915 936 940 945 956 972 979|UT 435|VT 802|VA 276 434 540 571 686 757 804 826 948|WA 253 360 425 509 564|WV 304 "
    "681|WI 262 274 353 534 608 715 920|WY 307|AB 368 587 825|BC 236 257 672 778|MB 431 584|NB 428|NS 782|ON 226 249 "
    "289 343 365 382 437 519 548 683 705 742 753 807 942|QC 263 354 367 450 468 579 581 819 873|SK 474 639|NT 867|"
    "NL 879"
)
_STATE_OF = {code: row.split()[0] for row in _STATES.split("|") for code in row.split()[1:]}

LOCAL_KINDS = frozenset({PhoneNumberType.FIXED_LINE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
"""The kinds of numbers sold as local: North America does not tell mobile ones apart."""

TOLL_FREE_CODES = ("800", "833", "844", "855", "866", "877", "888")


@cache
def area_codes(country: str) -> tuple[str, ...]:
    """Return the geographic area codes of a NANP country in which 555-01XX is a number, those of large cities first."""
    valid = [str(code) for code in range(200, 1000) if _region(f"+1{code}5550123") == country]
    return tuple(sorted(valid, key=lambda code: (code not in CITIES, code)))


def place(country: str, area_code: str, subscriber: str) -> str:
    """Return a place in the area code: a city where we know one, else the state, else the country."""
    cities = CITIES.get(area_code)
    if cities is not None:
        return cities[int(subscriber) % len(cities)]
    return _STATE_OF.get(area_code) or country_name(country)


@cache
def country_name(country: str) -> str:
    """Return the English name of a country, or the code itself where there is none."""
    return str(Locale.parse("en").territories.get(country, country))


def _region(number: str) -> str | None:
    parsed = phonenumbers.parse(number)
    if phonenumbers.number_type(parsed) not in LOCAL_KINDS:
        return None  # unknown, or without a place: 500 is personal, 600 a satellite's, 900 premium
    return phonenumbers.region_code_for_number(parsed)
