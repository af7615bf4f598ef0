"""A second, slow and simple reading of the rules, to compare the program's answers with.

It was written from the rules alone. It walks through a contract installment by installment
and keeps everything in plain lists; only texts, payment terms and the foot of a document are
the program's own.
"""
