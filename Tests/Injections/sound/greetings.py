"""Greetings in languages whose writing needs marks that cannot be seen."""

GREETINGS = {
    "fa": "می‌خواهم خوش‌آمد بگویم",
    "ar": "أهلاً وسهلاً",
    "he": "שלום",
    "en": "Welcome 👩‍💻",
}


def greeting(language: str) -> str:
    return GREETINGS.get(language, GREETINGS["en"])
