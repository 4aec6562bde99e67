using System.Diagnostics.Tracing;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Observation.Support;

/// <summary>Listens to the library's events, and keeps those of one block: "WorkerStarted 1".</summary>
internal sealed class EventRecorder : EventListener
{
    private readonly Log<string> _log = new();

    // Null while the base class is being constructed.
    private readonly string? _block;

    /// <summary>Begins to listen.</summary>
    public EventRecorder(string block) => _block = block;

    /// <summary>What was told so far, in order.</summary>
    public string[] Events => _log.Entries;

    /// <summary>Blocks until there are so many.</summary>
    public void WaitFor(int count) => _log.WaitForCount(count);

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "OrderedBlocks")
        {
            EnableEvents(eventSource, EventLevel.Verbose);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (_block is not null && eventData.Payload is [string name, ..] payload && name == _block)
        {
            _log.Add(string.Join(' ', payload.Skip(1).Prepend(eventData.EventName)));
        }
    }
}
