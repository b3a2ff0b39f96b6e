import pytest


@pytest.fixture(scope="session")
def portrait_folder():
    from couple.data import is_available, locate

    if not is_available("valueportrait"):
        pytest.skip("the Value Portrait data set is not here (set COUPLE_DATA)")
    return locate("valueportrait")
