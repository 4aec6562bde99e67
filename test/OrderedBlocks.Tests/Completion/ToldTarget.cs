using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Completion;

/// <summary>A target that takes nothing and writes down each time it is told to end, and how.</summary>
internal sealed class ToldTarget : ITargetBlock<int>
{
    public const string Completed = "completed";

    private readonly Log<string> _told = new();

    /// <summary>What is thrown by both calls, after they were written down.</summary>
    public Exception? Throws { get; init; }

    /// <summary>Every call so far: <see cref="Completed"/>, or the type and the messages of the exceptions.</summary>
    public string[] Told => _told.Entries;

    Task IDataflowBlock.Completion => throw new NotSupportedException("Nobody needs the target's completion.");

    /// <summary>How a source's exception, as Dataflow hands it over, is written down.</summary>
    public static string FaultedWith(params Exception[] exceptions) =>
        $"{nameof(AggregateException)}: {string.Join(", ", exceptions.Select(exception => exception.Message))}";

    public string[] WaitForCalls(int count) => _told.WaitForCount(count);

    public void Complete() => Tell(Completed);

    public void Fault(Exception exception) => Tell(exception is AggregateException all
        ? FaultedWith([.. all.InnerExceptions])
        : $"{exception.GetType().Name}: {exception.Message}");

    public DataflowMessageStatus OfferMessage(
        DataflowMessageHeader messageHeader, int messageValue, ISourceBlock<int>? source, bool consumeToAccept) =>
        DataflowMessageStatus.Postponed;

    private void Tell(string what)
    {
        _told.Add(what);
        if (Throws is { } error)
        {
            throw error;
        }
    }
}
