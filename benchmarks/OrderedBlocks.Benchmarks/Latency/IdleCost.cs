using System.Threading.Tasks.Dataflow;

namespace OrderedBlocks.Benchmarks.Latency;

/// <summary>The processor time that blocks take while they are alive, have been used, and have nothing to do.</summary>
internal static class IdleCost
{
    private const int Blocks = 100;
    private const int Items = 1000;

    /// <summary>Processor time in ms while a process with a hundred such blocks sleeps; no blocks for a null.</summary>
    public static double Milliseconds(ILatencySubject? subject, TimeSpan sleep)
    {
        var blocks = new List<(ITargetBlock<long> Target, Task Completion)>();
        for (int index = 0; subject is not null && index < Blocks; index++)
        {
            var arrivals = new Arrivals(Items);
            (ITargetBlock<long> Target, Task Completion) block = subject.Create(static item => item, arrivals.Deliver);
            blocks.Add(block);
            for (int item = 0; item < Items; item++)
            {
                if (!block.Target.Post(item))
                {
                    block.Target.SendAsync((long)item).GetAwaiter().GetResult();
                }
            }

            SpinWait.SpinUntil(() => arrivals.Delivered == Items);
        }

        // what is about to stop may stop; then nothing should happen any more
        GC.Collect();
        Thread.Sleep(500);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        Thread.Sleep(sleep);
        TimeSpan used = Environment.CpuUsage.TotalTime - before;
        foreach ((ITargetBlock<long> target, Task completion) in blocks)
        {
            target.Complete();
            completion.GetAwaiter().GetResult();
        }

        return used.TotalMilliseconds;
    }
}
