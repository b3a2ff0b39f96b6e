import json

from couple.attribution.language_model.chat import Reply
from couple.decoder.prompt import Prompt
from couple.instruments.asking.presentation import Presentation
from couple.instruments.staircase.writing.form_filler import FormFiller
from couple.instruments.staircase.writing.generating import plan_staircases, writing_presentation


class Chat:
    """Follows whatever schema it is given: the last option of a choice, else the schema's field names."""

    name, fingerprint = "chat", "chat-1"

    def reply(self, conversations, *, schema, max_new_tokens, seed):
        answer = schema["properties"].get("answer")
        if answer:
            return [Reply(json.dumps({"answer": answer["enum"][-1]})) for _ in conversations]
        return [Reply(f"{list(schema['properties'])} in {max_new_tokens}: {one[-1].content}") for one in conversations]


def question(*options):
    return Presentation("item", "v1", Prompt("Which?", "Choose."), options)


def test_a_question_with_options_is_answered_by_one_of_its_own():
    found = FormFiller(Chat()).answer([question("care", "liberty"), question("loyalty", "care")], seed=0)
    assert found == ["liberty", "loyalty"]  # the last in alphabetical order: an enum carries no order of presentation


def test_any_other_is_answered_in_the_form_of_a_staircase():
    (plan,) = plan_staircases(1, "mft", ["Be kind."], seed=0)
    shown = writing_presentation(plan)
    (text,) = FormFiller(Chat()).answer([shown], seed=0)
    assert text == f"['steps'] in {shown.longest}: {shown.prompt.user}"


def test_a_reply_that_was_cut_off_is_left_to_the_parser():
    class Short(Chat):
        def reply(self, conversations, *, schema, max_new_tokens, seed):
            return [Reply('{"answer": "ca', "cut off after 4 tokens") for _ in conversations]

    assert FormFiller(Short()).answer([question("care", "liberty")], seed=0) == ['{"answer": "ca']
