using System.Globalization;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OrderedBlocks.Observation;
using OrderedBlocks.Tests.Observation.Support;
using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Observation;

/// <summary>
/// The instruments as the real OpenTelemetry SDK reads them. By itself: the SDK keeps so many names an instrument, and the blocks
/// of the other tests have theirs.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class OpenTelemetryTests
{
    private const string Name = "resize";

    [TestMethod]
    public async Task Metrics_OfABlock_ArriveAtAnExporter()
    {
        // The blocks that the other tests have forgotten are in the registry until they are collected.
        GC.Collect();
        using var exporter = new LineExporter(Name);
        using var reader = new BaseExportingMetricReader(exporter);

        // <example: metrics-opentelemetry>
        MeterProviderBuilder builder = Sdk.CreateMeterProviderBuilder()
            .AddMeter("OrderedBlocks")
            .AddReader(reader); // or, of an exporter's package: AddOtlpExporter(), AddPrometheusHttpListener() ...
        // </example>

        // <example: metrics-names>
        builder.AddView("orderedblocks.*", new MetricStreamConfiguration { CardinalityLimit = 10_000 });
        // </example>
        using MeterProvider provider = builder.Build();

        // <example: metrics-name>
        var block = new OrderedTransformBlock<int, int>(
            static item => item * 10,
            new ExecutionDataflowBlockOptions
            {
                NameFormat = "resize",
                BoundedCapacity = 64,
                MaxDegreeOfParallelism = 1,
            });
        // </example>
        Assert.IsTrue(block.Post(1));
        Assert.IsTrue(block.Post(2));
        Assert.AreEqual(10, await Await.Ends(block.ReceiveAsync()));
        Await.Until(() => block.Statistics is { Waiting: 1 } && block.Core.ActiveWorkers == 0, "the second one waits");
        long wakeUps = ((OrderedBlocks.Observation.IObservedBlock)block.Core).WakeUpCount;

        Assert.IsTrue(reader.Collect());
        Lines.AreExactly(
            exporter.Lines.Where(static line => !line.Contains("oldest.age", StringComparison.Ordinal)),
            "LongSum orderedblocks.items.admitted {item} 2",
            "LongSum orderedblocks.items.released {item} 1",
            "LongSum orderedblocks.items.failed {item} 0",
            "LongSum orderedblocks.items.dropped {item} canceled_item 0",
            "LongSum orderedblocks.items.dropped {item} null_task 0",
            "LongSum orderedblocks.items.dropped {item} fault 0",
            "LongSum orderedblocks.items.dropped {item} cancellation 0",
            "LongSum orderedblocks.items.dropped {item} targets_gone 0",
            "LongSumNonMonotonic orderedblocks.items.queued {item} 0",
            "LongSumNonMonotonic orderedblocks.items.running {item} 0",
            "LongSumNonMonotonic orderedblocks.items.waiting {item} 1",
            "LongSumNonMonotonic orderedblocks.capacity {item} 64",
            "LongSumNonMonotonic orderedblocks.parallelism {worker} 1",
            "LongSumNonMonotonic orderedblocks.senders.pending {message} 0",
            "LongSumNonMonotonic orderedblocks.workers.active {worker} 0",
            string.Create(CultureInfo.InvariantCulture, $"LongSum orderedblocks.workers.wakeups {{wakeup}} {wakeUps}"),
            "LongSum orderedblocks.failures.lost {item} 0");
        Assert.HasCount(1, exporter.Lines.Where(static line =>
            line.StartsWith("DoubleGauge orderedblocks.item.oldest.age s ", StringComparison.Ordinal)));

        // The totals stay after the end, and what was in the block is not.
        block.Complete();
        Assert.AreEqual(20, await Await.Ends(block.ReceiveAsync()));
        await Await.Ends(block.Completion);
        Assert.IsTrue(provider.ForceFlush());
        Assert.Contains("LongSum orderedblocks.items.released {item} 2", exporter.Lines);
        Assert.Contains("LongSumNonMonotonic orderedblocks.items.waiting {item} 0", exporter.Lines);
        Assert.Contains("LongSumNonMonotonic orderedblocks.capacity {item} 0", exporter.Lines);
        Assert.Contains("DoubleGauge orderedblocks.item.oldest.age s 0", exporter.Lines);
    }

    // What is exported of one block, line by line.
    private sealed class LineExporter(string block) : BaseExporter<Metric>
    {
        public List<string> Lines { get; } = [];

        public override ExportResult Export(in Batch<Metric> batch)
        {
            Lines.Clear();
            foreach (Metric metric in batch)
            {
                foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
                {
                    Add(metric, point);
                }
            }

            return ExportResult.Success;
        }

        private void Add(Metric metric, in MetricPoint point)
        {
            string name = "";
            string reason = "";
            foreach (KeyValuePair<string, object?> tag in point.Tags)
            {
                name = tag.Key == "orderedblocks.block.name" ? (string)tag.Value! : name;
                reason = tag.Key == "orderedblocks.drop.reason" ? $"{tag.Value} " : reason;
            }

            if (name == block)
            {
                string value = metric.MetricType == MetricType.DoubleGauge
                    ? point.GetGaugeLastValueDouble().ToString(CultureInfo.InvariantCulture)
                    : point.GetSumLong().ToString(CultureInfo.InvariantCulture);
                Lines.Add($"{metric.MetricType} {metric.Name} {metric.Unit} {reason}{value}");
            }
        }
    }
}
