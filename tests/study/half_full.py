"""Round figures of who walks, for sums by hand: half full, two women in five."""

from homeward.measures import assumptions

VALUES = {
    **assumptions().central(),
    "walks.fill": 0.5,
    "walks.share_women": 0.4,
    "walks.after_dark.women": 0.5,
    "walks.after_dark.men": 0.75,
    "walks.cautious.women": 0.5,
    "walks.cautious.men": 0.0,
}
