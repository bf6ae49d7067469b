"""stub"""


def compact(state):
    return state.best
