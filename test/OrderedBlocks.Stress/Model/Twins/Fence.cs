using ModelChecking;

namespace OrderedBlocks.Atomics;

/// <summary>The fence of the model.</summary>
internal static class Fence
{
    public static void Full() => ModelRun.Current.Fence();

    public static void ProcessWide() => ModelRun.Current.FenceOfAll();
}
