using System.CommandLine;
using System.CommandLine.Parsing;
using OrderedBlocks.Benchmarks.Systems;

namespace OrderedBlocks.Benchmarks.Commands;

/// <summary>Options that more than one command has.</summary>
internal static class CommonOptions
{
    public static Option<bool> Quick(string description) => new("--quick") { Description = description };

    public static Option<string?> Output() => new("--output")
    {
        Description = "The folder for the files. Default: the repository's benchmarks/results.",
        HelpName = "folder",
    };

    public static Option<int?> Number(string name, int least, int most, string description)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "number" };
        option.CustomParser = result =>
        {
            string word = result.Tokens[0].Value;
            if (int.TryParse(word, out int number) && number >= least && number <= most)
            {
                return number;
            }

            result.AddError($"{name} takes a number from {least} to {most}, not '{word}'.");
            return null;
        };
        return option;
    }

    /// <summary>Numbers with commas between them; given back in ascending order, each once.</summary>
    public static Option<int[]?> Numbers(string name, int least, int most, string description)
    {
        var option = new Option<int[]?>(name) { Description = description, HelpName = "number,..." };
        option.CustomParser = result =>
        {
            var numbers = new SortedSet<int>();
            foreach (string word in Words(result))
            {
                if (!int.TryParse(word, out int number) || number < least || number > most)
                {
                    result.AddError($"{name} takes numbers from {least} to {most} with commas between them, not '{word}'.");
                    return null;
                }

                numbers.Add(number);
            }

            return [.. numbers];
        };
        return option;
    }

    public static Option<ISystem[]?> Systems()
    {
        string names = string.Join(", ", SystemList.All.Select(static system => system.Name));
        var option = new Option<ISystem[]?>("--systems")
        {
            Description = $"Measure these only, and the serial loop: {names}.",
            HelpName = "name,...",
        };
        option.CustomParser = result =>
        {
            List<ISystem> systems = [SystemList.Serial];
            foreach (string word in Words(result))
            {
                if (SystemList.Find(word) is not { } system)
                {
                    result.AddError($"There is no system '{word}'. There are: {names}.");
                    return null;
                }

                if (!systems.Contains(system))
                {
                    systems.Add(system);
                }
            }

            return [.. systems];
        };
        return option;
    }

    public static string[] Words(ArgumentResult result) =>
        result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
