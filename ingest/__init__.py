"""Turns report files into documents, passages and figures; knows no store, LangChain or web."""
