using System.Globalization;

namespace ModelChecking;

/// <summary>One execution, again: the choices that differed from 0, as "point=option" with commas between them.</summary>
internal sealed class Replay : IStrategy
{
    private readonly Dictionary<int, int> _choices = [];

    public Replay(string text)
    {
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] pair = part.Split('=');
            if (pair.Length != 2
                || !int.TryParse(pair[0], NumberStyles.None, CultureInfo.InvariantCulture, out int point)
                || !int.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out int option)
                || !_choices.TryAdd(point, option))
            {
                throw new FormatException($"'{part}' is not of the form point=option, each point once.");
            }
        }
    }

    public int Preemptions => int.MaxValue;

    public bool AsksForState => false;

    public void Begin()
    {
    }

    public int Choose(int point, int options, ulong state, int preemptionsLeft) =>
        _choices.TryGetValue(point, out int option)
            ? option < options ? option : throw new FormatException($"At point {point} there are {options} options only.")
            : 0;
}
