"""Where a search starts: one question a topic, from a file or from the topics of Touché23."""

from couple.foundation import UserError, read_lines

TOUCHE23 = "touche23"


def seed_questions(source: str, *, topics: int | None) -> dict[str, str]:
    """The first question of each topic, by topic: at most ``topics`` of them, evenly spread.

    Args:
        source: ``touche23``, or the path of a text file with one question a line. Of Touché23 the conclusions are used
            that no attributor's weights and no judge learned from (``couple.data.report_arguments``, and those of the
            test split, which is read without its labels), each made a question by rule.
        topics: how many; None takes all.

    Raises:
        UserError: the file or the data set is not there, or it holds no question.
    """
    if source == TOUCHE23:
        from couple.data import load_arguments, opinion_question, report_arguments

        arguments = (report_arguments(), load_arguments("test"))
        questions = [opinion_question(one) for part in arguments for one in part["conclusion"].unique()]
    else:
        questions = [" ".join(line.split()) for line in read_lines(source, what="seed questions") if line.strip()]
    questions = list(dict.fromkeys(questions))
    if not questions:
        raise UserError(f"instrument.seeds={source}", "it holds no question", "write one question a line")
    if topics is not None and topics < len(questions):
        questions = [questions[place * len(questions) // topics] for place in range(topics)]
    return {question: question for question in questions}
