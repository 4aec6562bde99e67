using System.Globalization;
using OrderedBlocks.Ring;

namespace OrderedBlocks.Scenarios;

/// <summary>The words' values, for people.</summary>
internal static class ValueText
{
    public static string Format(string name, long value)
    {
        Position position = Position.FromWord(value);
        long tag = value & (Position.Step - 1);
        string word = name[(name.LastIndexOf('.') + 1)..];
        return word switch
        {
            "Stamp" => tag == 0 ? "none" : $"{position} {(Phase)tag}",
            "tail" => $"{position}{((tag & TailCursor.Gated) != 0 ? " gated" : "")}{((tag & TailCursor.Closed) != 0 ? " closed" : "")}",
            "head" or "claim" or "cut" or "knownLimit" or "settledEnd" => tag == 0 ? $"{position}" : "none",
            "counts" => $"{(int)value} active, {value >> 32} searching",
            _ => value.ToString(CultureInfo.InvariantCulture),
        };
    }
}
