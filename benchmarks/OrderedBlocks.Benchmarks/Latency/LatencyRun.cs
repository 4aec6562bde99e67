using System.Diagnostics;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Latency;

/// <summary>The ways in which items arrive. Each run gives the sorted latencies of its items, in µs.</summary>
internal static class LatencyRun
{
    /// <summary>One item at a time, and between two of them a pause in which everything goes to sleep.</summary>
    public static double[] Idle(ILatencySubject subject, int items)
    {
        var arrivals = new Arrivals(items);
        (ITargetBlock<long> target, Task completion) = subject.Create(static item => item, arrivals.Deliver);
        for (int item = 0; item < items; item++)
        {
            Thread.Sleep(1);
            arrivals.Intend(item, Stopwatch.GetTimestamp());
            Send(target, item);

            // asleep, so that this thread takes no processor from the block's
            while (arrivals.Delivered <= item)
            {
                Thread.Sleep(1);
                if (completion.IsCompleted || arrivals.Wrong > 0)
                {
                    throw Failure(subject, arrivals, items);
                }
            }
        }

        return End(subject, target, completion, arrivals, items);
    }

    /// <summary>
    /// By a schedule that does not wait for the block: a late item counts from the moment at which it should have been sent, so
    /// that a stall shows in all items that it keeps waiting.
    /// </summary>
    public static double[] Scheduled(ILatencySubject subject, Work work, int items, double nanosecondsBetween)
    {
        var arrivals = new Arrivals(items);
        (ITargetBlock<long> target, Task completion) = subject.Create(work.Transform, arrivals.Deliver);

        // the same random gaps for everybody: those of arrivals that know nothing of each other
        var random = new Random(12345);
        double ticksANanosecond = Stopwatch.Frequency / 1e9;
        double moment = Stopwatch.GetTimestamp();
        for (int item = 0; item < items; item++)
        {
            moment += -Math.Log(1 - random.NextDouble()) * nanosecondsBetween * ticksANanosecond;
            arrivals.Intend(item, (long)moment);
            while (Stopwatch.GetTimestamp() < moment)
            {
            }

            Send(target, item);
        }

        return End(subject, target, completion, arrivals, items);
    }

    /// <summary>
    /// As fast as it goes, while another thread spins, as the one that keeps to the schedule will: the time an item, in ns.
    /// </summary>
    public static double SaturatedBesideSpinner(ILatencySubject subject, Work work, int items)
    {
        bool ended = false;
        var spinner = new Thread(() =>
        {
            while (!Volatile.Read(ref ended))
            {
            }
        });
        spinner.Start();
        try
        {
            return Saturated(subject, work, items);
        }
        finally
        {
            Volatile.Write(ref ended, true);
            spinner.Join();
        }
    }

    /// <summary>As fast as it goes: the time an item, in ns.</summary>
    public static double Saturated(ILatencySubject subject, Work work, int items)
    {
        var arrivals = new Arrivals(items);
        (ITargetBlock<long> target, Task completion) = subject.Create(work.Transform, arrivals.Deliver);
        long start = Stopwatch.GetTimestamp();
        for (int item = 0; item < items; item++)
        {
            Send(target, item);
        }

        End(subject, target, completion, arrivals, items);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / items;
    }

    private static void Send(ITargetBlock<long> target, int item)
    {
        if (!target.Post(item))
        {
            target.SendAsync(item).GetAwaiter().GetResult();
        }
    }

    private static double[] End(ILatencySubject subject, ITargetBlock<long> target, Task completion, Arrivals arrivals, int items)
    {
        target.Complete();
        completion.GetAwaiter().GetResult();
        return arrivals.Wrong == 0 && arrivals.Delivered == items
            ? arrivals.SortedLatencies()
            : throw Failure(subject, arrivals, items);
    }

    private static MeasurementException Failure(ILatencySubject subject, Arrivals arrivals, int items) =>
        new($"{subject.Name}: {arrivals.Delivered} of {items} items delivered in order, {arrivals.Wrong} out of order.");
}
