using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Observation;

/// <summary>The examples of docs/metrics.md that need nothing but the framework.</summary>
[TestClass]
public sealed class ListenerExampleTests
{
    [TestMethod]
    public void MeterListener_OfTheExample_IsToldOfABlock()
    {
        var block = new OrderedTransformBlock<int, int>(
            static item => item, new ExecutionDataflowBlockOptions { NameFormat = nameof(ListenerExampleTests) });
        Assert.IsTrue(block.Post(1));

        // <example: metrics-listener>
        List<string> figures = [];
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "OrderedBlocks")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            figures.Add($"{instrument.Name} of {tags[0].Value}: {value} {instrument.Unit}"));
        listener.Start();

        // Whenever the figures are wanted:
        listener.RecordObservableInstruments();
        // </example>
        Assert.Contains($"orderedblocks.items.admitted of {nameof(ListenerExampleTests)}: 1 {{item}}", figures);
        block.Complete();
    }

    [TestMethod]
    public async Task EventListener_OfTheExample_IsToldOfABlock()
    {
        using var listener = new BlockListener();
        var block = new OrderedTransformBlock<int, int>(
            static item => item, new ExecutionDataflowBlockOptions { NameFormat = nameof(BlockListener) });
        block.Complete();
        await Await.Ends(block.Completion);
        Await.Until(() => listener.Told.Contains($"BlockCompleted: {nameof(BlockListener)}"), "the end is told");
        Assert.Contains($"BlockCreated: {nameof(BlockListener)}, -1, 1", listener.Told);
    }

    // <example: metrics-events>
    private sealed class BlockListener : EventListener
    {
        public ConcurrentQueue<string> Told { get; } = new();

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "OrderedBlocks")
            {
                // 1: blocks; 2: workers. EventKeywords.All for both.
                EnableEvents(eventSource, EventLevel.Informational, (EventKeywords)1);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
            Told.Enqueue($"{eventData.EventName}: {string.Join(", ", eventData.Payload!)}");
    }
    // </example>
}
