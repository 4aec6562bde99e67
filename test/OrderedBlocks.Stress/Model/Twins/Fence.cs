using ModelChecking;

namespace OrderedBlocks.Core;

/// <summary>The fence of the model.</summary>
internal static class Fence
{
    public static void Full() => ModelRun.Current.Fence();
}
