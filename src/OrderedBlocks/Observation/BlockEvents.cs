using System.Diagnostics.Tracing;

namespace OrderedBlocks.Observation;

/// <summary>
/// What is told of the lives of blocks and workers, to whoever listens: rare things, never an item. Ask <see cref="AreOn"/> first.
/// </summary>
[EventSource(Name = "OrderedBlocks")]
internal sealed class BlockEvents : EventSource
{
    private const int LongestText = 16_000;

    private BlockEvents()
    {
    }

    public static BlockEvents Log { get; } = new();

    /// <summary>Whether somebody listens to events of blocks.</summary>
    [NonEvent]
    public bool AreOn() => IsEnabled(EventLevel.Error, Keywords.Blocks);

    /// <summary>Whether somebody listens to events of workers.</summary>
    [NonEvent]
    public bool AreOnForWorkers() => IsEnabled(EventLevel.Verbose, Keywords.Workers);

    /// <summary>A block was constructed.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="capacity">Items held at the most; -1 for no limit.</param>
    /// <param name="parallelism">Workers at the most; -1 for no limit.</param>
    [Event(1, Level = EventLevel.Informational, Keywords = Keywords.Blocks, Message = "{0}: created")]
    public void BlockCreated(string name, int capacity, int parallelism) => WriteEvent(1, name, capacity, parallelism);

    /// <summary>A worker was woken, or a sender lends a hand.</summary>
    /// <param name="name">The block's name.</param>
    /// <param name="workerId">Its number in the block, from 1. No two at work have the same.</param>
    [Event(2, Level = EventLevel.Verbose, Keywords = Keywords.Workers, Message = "{0}: worker {1} started")]
    public void WorkerStarted(string name, int workerId) => WriteEvent(2, name, workerId);

    /// <summary>It has found nothing more to do.</summary>
    [Event(3, Level = EventLevel.Verbose, Keywords = Keywords.Workers, Message = "{0}: worker {1} retired")]
    public void WorkerRetired(string name, int workerId) => WriteEvent(3, name, workerId);

    /// <summary>A block has ended successfully.</summary>
    [Event(4, Level = EventLevel.Informational, Keywords = Keywords.Blocks, Message = "{0}: completed")]
    public void BlockCompleted(string name) => WriteEvent(4, name);

    /// <summary>A block has ended by an exception.</summary>
    [Event(5, Level = EventLevel.Error, Keywords = Keywords.Blocks, Message = "{0}: faulted: {1}")]
    public void BlockFaulted(string name, string exception) => WriteEvent(5, name, exception);

    /// <summary>A block has ended canceled.</summary>
    [Event(6, Level = EventLevel.Informational, Keywords = Keywords.Blocks, Message = "{0}: canceled")]
    public void BlockCanceled(string name) => WriteEvent(6, name);

    /// <summary>As <see cref="BlockFaulted"/>; an event can have only so much text.</summary>
    [NonEvent]
    public void LogFault(string name, IEnumerable<Exception> errors)
    {
        string text = string.Join(Environment.NewLine, errors.Select(Describe));
        BlockFaulted(name, text.Length <= LongestText ? text : text[..LongestText]);
    }

    // What the user's exception says of itself is the user's code, and may throw as well.
    private static string Describe(Exception error)
    {
        try
        {
            return error.ToString();
        }
        catch (Exception)
        {
            // Nothing that it throws may keep the block from ending.
            return error.GetType().ToString();
        }
    }

    /// <summary>What can be subscribed to by itself.</summary>
    public static class Keywords
    {
        public const EventKeywords Blocks = (EventKeywords)1;

        public const EventKeywords Workers = (EventKeywords)2;
    }
}
