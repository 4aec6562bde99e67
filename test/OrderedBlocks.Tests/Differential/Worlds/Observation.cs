using System.Text;

namespace OrderedBlocks.Tests.Differential;

/// <summary>Everything that could be seen of a world at one moment, as text.</summary>
internal sealed class Observation
{
    private static readonly Aspect[] s_aspects = Enum.GetValues<Aspect>();

    private readonly string[] _texts = new string[s_aspects.Length];

    public static IReadOnlyList<Aspect> Aspects => s_aspects;

    public string this[Aspect aspect]
    {
        get => _texts[(int)aspect] ?? "";
        init => _texts[(int)aspect] = value;
    }

    /// <summary>How a task ended, in a form that two runs can be compared by.</summary>
    public static string Describe(Task task)
    {
        return task.Status switch
        {
            TaskStatus.RanToCompletion => task switch
            {
                Task<int> number => $"{number.Result}",
                Task<bool> answer => $"{answer.Result}",
                _ => "RanToCompletion",
            },
            TaskStatus.Faulted => Describe(task.Exception!),
            TaskStatus.Canceled => "Canceled",
            _ => "pending",
        };
    }

    /// <summary>The exceptions inside, flattened, in their order.</summary>
    public static string Describe(Exception exception)
    {
        return exception switch
        {
            AggregateException aggregate => "Faulted[" + string.Join("; ", OneOfEachFilter(aggregate)) + "]",
            ProgramException => exception.Message,
            _ => exception.GetType().Name,
        };
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (Aspect aspect in s_aspects)
        {
            text.AppendLine($"      {aspect,-12} {this[aspect]}");
        }
        return text.ToString();
    }

    /// <summary>
    /// Dataflow offers again while the end that a throwing filter brought about is on its way, so the same filter may
    /// throw any number of times. One of each is kept; every other exception counts.
    /// </summary>
    private static IEnumerable<string> OneOfEachFilter(AggregateException aggregate)
    {
        HashSet<string> filters = [];
        return aggregate.Flatten().InnerExceptions.Select(Describe)
            .Where(text => !text.StartsWith("filter", StringComparison.Ordinal) || filters.Add(text));
    }
}
