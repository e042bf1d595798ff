"""The invented shop: its pages, its products, and the goals that its conversions count for."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, quote_plus

SHOP: Final = "https://shop.example"
CURRENCY: Final = "EUR"

PURCHASE_GOAL_ID: Final = 36151
REFUND_GOAL_ID: Final = 36152
SIGN_UP_GOAL_ID: Final = 36153


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """Something that can be bought; money is in cents, so that sums stay exact."""

    sku: str
    name: str
    brand: str
    category: str
    price_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of the shop; `name` is its kind, `search` the query of its address, with the "?"."""

    name: str
    path: str
    title: str
    search: str = ""

    @property
    def url(self) -> str:
        """The full address."""
        return f"{SHOP}{self.path}{self.search}"


# Names beyond ASCII are meant: an event with them is longer in bytes than in characters.
_RANGE: Final = {
    "Coffee & tea": (
        ("Moka pot for six cups", "Fornello", 3490),
        ("Pour-over kettle, gooseneck, 1 l", "Fornello", 5900),
        ("Théière en fonte, 1,1 l", "Maison Léon", 6450),
        ("Hand grinder with ceramic burr", "Kornmühle", 4295),
        ("Sencha, first flush, 100 g", "緑茶園", 1890),
    ),
    "Kitchen knives": (
        ("Chef's knife 20 cm", "Nordstål", 12900),
        ("Bread knife with olive-wood handle", "Nordstål", 9900),
        ("Paring knife", "Maison Léon", 2450),
        ("Whetstone 1000/6000", "砥石屋", 4700),
    ),
    "Pots & pans": (
        ("Cast-iron skillet 28 cm", "Eisenberg", 7990),
        ("Sauteuse, copper core, 24 cm", "Maison Léon", 18900),
        ("Milk pan with two spouts", "Eisenberg", 3290),
        ("Braiser with lid, 3.5 l", "Eisenberg", 21500),
    ),
    "Baking": (
        ("Rührschüssel-Set, drei Größen", "Kornmühle", 2990),
        ("Proofing basket, oval", "Kornmühle", 1990),
        ("Silicone baking mat, two pieces", "Fornello", 1690),
        ("Crème brûlée torch", "Maison Léon", 3950),
    ),
    "Table": (
        ("Linen napkins, set of four, undyed", "Lino & Co", 3600),
        ("Water glass 0.3 l, set of six", "Lino & Co", 2700),
        ("Stoneware plate 26 cm, reactive glaze", "Nordstål", 1850),
    ),
}


def _slug(text: str) -> str:
    """Return the text as it stands in a path: lower case, hyphens between words, escaped as browsers do."""
    kept = "".join(char if char.isalnum() else " " for char in text.lower())
    return quote("-".join(kept.split()))


PRODUCTS: Final = tuple(
    Product(sku=f"SKU-{number:05d}", name=name, brand=brand, category=category, price_cents=price_cents)
    for number, (category, name, brand, price_cents) in enumerate(
        ((category, *product) for category, products in _RANGE.items() for product in products), start=10_417
    )
)

HOME: Final = Page(name="Home", path="/", title="Example Shop: everything for the kitchen")
CART: Final = Page(name="Cart", path="/cart", title="Your cart | Example Shop")
CHECKOUT: Final = Page(name="Checkout", path="/checkout/payment", title="Checkout | Example Shop")
THANK_YOU: Final = Page(name="Order Confirmation", path="/checkout/thank-you", title="Thank you | Example Shop")
SIGN_UP: Final = Page(name="Sign Up", path="/account/register", title="Create your account | Example Shop")

CATEGORY_PAGES: Final = tuple(
    Page(name="Product List", path=f"/c/{_slug(category)}", title=f"{category} | Example Shop") for category in _RANGE
)

PRODUCT_PAGES: Final = tuple(
    (
        product,
        Page(
            name="Product Detail",
            path=f"/p/{_slug(product.name)}",
            title=f"{product.name} | Example Shop",
        ),
    )
    for product in PRODUCTS
)

SEARCHES: Final = (
    "moka",
    "chef knife",
    "théière",
    "cast iron",
    "gift under 50",
    "baking mat",
    "whetstone 1000",
)


def search_results(query: str) -> Page:
    """Return the page that lists what was found for a query."""
    return Page(
        name="Search Results",
        path="/search",
        title=f"Results for “{query}” | Example Shop",
        search=f"?q={quote_plus(query)}",
    )


def line_item(product: Product, quantity: int) -> dict[str, object]:
    """Return a product as it stands in the properties of an e-commerce event."""
    return {
        "product_id": product.sku,
        "name": product.name,
        "brand": product.brand,
        "category": product.category,
        "price": product.price_cents / 100,
        "quantity": quantity,
    }
