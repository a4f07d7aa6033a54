"""Who speaks, by the names that tools give them."""

from typing import Final

ROLES: Final = {
    **dict.fromkeys(("user", "human", "prompter", "customer", "question"), "user"),
    **dict.fromkeys(("assistant", "gpt", "chatgpt", "chatbot", "bot", "model", "ai"), "assistant"),
    **dict.fromkeys(("bing", "bard", "claude", "answer"), "assistant"),
    **dict.fromkeys(("system", "developer"), "system"),
    **dict.fromkeys(("tool", "function", "observation", "tool_response", "ipython"), "tool"),
    "function_response": "tool",
    "function_call": "call",
    "tool_call": "call",
}
"""By the name in lower case."""

SYSTEM_ROLES: Final = frozenset({"system", "developer"})
"""Who speaks before the turns begin; OpenAI's newer models call it the developer."""

BEYOND_TEXT: Final = {"tool": "results of tools", "call": "tool calls"}
"""What a role stands for, if it is not text."""


def role_of(name: str) -> str:
    """Return who speaks, by the name that the formats have for them."""
    return ROLES.get(name.strip().lower(), name)
